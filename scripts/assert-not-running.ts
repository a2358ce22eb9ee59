import { assertFolderFree } from '@hub/local-servers';
import { runMain } from '@hub/platform';

/** Ends with a line and status 78 when a hub runs out of DATA_DIR. Asked before anything in this folder is changed. */
await runMain(() => {
  assertFolderFree(process.env.DATA_DIR || '.data');
  return Promise.resolve();
});
