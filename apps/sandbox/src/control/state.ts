import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlBody } from './read-control.js';
import { readState, writeState } from './state-file.js';

async function save(ctx: CallContext): Promise<Answer> {
  const { sandbox } = ctx;
  const file = await writeState(sandbox.folder, controlBody(ctx).file, sandbox.save());
  return plainJson({ file, accounts: sandbox.accounts.size });
}

async function load(ctx: CallContext): Promise<Answer> {
  const { sandbox } = ctx;
  const { file } = controlBody(ctx);
  const text = await readState(sandbox.folder, file);
  try {
    sandbox.load(text);
  } catch (error) {
    throw new ApiProblem(400, `Can not load: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  return plainJson({ file, accounts: sandbox.accounts.size });
}

function reset(ctx: CallContext): Answer {
  ctx.sandbox.reset();
  return noContent;
}

/** `save` and `load` take `{file}`, the name of a file in the sandbox's folder. */
export const stateControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/save', handle: save },
  { method: 'POST', path: '/__sandbox__/load', handle: load },
  { method: 'POST', path: '/__sandbox__/reset', handle: reset },
];
