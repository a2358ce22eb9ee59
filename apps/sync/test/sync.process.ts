import { startCrmApp } from '@hub/testing';
import { SyncModule, syncEntities } from '../src/sync.module.js';
import { UsesStub } from './uses-stub.js';

/** What the tests pass on the command line. */
export interface SyncProcessOptions {
  databaseUrl: string;
  connectTo: string;
  secretKeys: string;
  leaseMs: number;
}

/** A whole sync service, to be killed. */
const options = JSON.parse(process.argv[2] ?? '') as SyncProcessOptions;
await startCrmApp({ ...options, entities: syncEntities, modules: [SyncModule], controllers: [UsesStub] });
process.stdout.write('ready\n');
