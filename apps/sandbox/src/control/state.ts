import { readFile, writeFile } from 'node:fs/promises';
import { noContent, plainJson, type Answer } from '../http/answer.js';
import { ApiProblem } from '../http/problem.js';
import type { CallContext, GlobalRoute } from '../http/route.js';
import { controlBody } from './read-control.js';

function fileOf(ctx: CallContext): string {
  const { file } = controlBody(ctx);
  if (typeof file !== 'string' || file === '') throw new ApiProblem(400, 'file is needed');
  return file;
}

async function save(ctx: CallContext): Promise<Answer> {
  const file = fileOf(ctx);
  try {
    await writeFile(file, ctx.sandbox.save());
  } catch (error) {
    throw new ApiProblem(400, `Can not save: ${error instanceof Error ? error.message : 'unwritable'}`);
  }
  return plainJson({ file, accounts: ctx.sandbox.accounts.size });
}

async function load(ctx: CallContext): Promise<Answer> {
  const file = fileOf(ctx);
  try {
    ctx.sandbox.load(await readFile(file, 'utf8'));
  } catch (error) {
    throw new ApiProblem(400, `Can not load: ${error instanceof Error ? error.message : 'unreadable'}`);
  }
  return plainJson({ file, accounts: ctx.sandbox.accounts.size });
}

function reset(ctx: CallContext): Answer {
  ctx.sandbox.reset();
  return noContent;
}

/** `save` and `load` take `{file}`, a path on the sandbox's machine. */
export const stateControl: readonly GlobalRoute[] = [
  { method: 'POST', path: '/__sandbox__/save', handle: save },
  { method: 'POST', path: '/__sandbox__/load', handle: load },
  { method: 'POST', path: '/__sandbox__/reset', handle: reset },
];
