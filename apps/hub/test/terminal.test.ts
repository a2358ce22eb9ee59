import { PassThrough } from 'node:stream';
import { describe, expect, it } from '@jest/globals';
import { Terminal } from '../../cli/src/terminal/terminal.js';

/** A terminal, or a pipe, and what was written to it. */
function fake(isTTY: boolean): { terminal: Terminal; written: () => string } {
  const stream = Object.assign(new PassThrough(), { isTTY });
  const as = stream as unknown as NodeJS.WriteStream & NodeJS.ReadStream;
  return {
    terminal: new Terminal({ input: as, output: as, errors: as }, 'ru'),
    written: () => String(stream.read() ?? ''),
  };
}

describe('Terminal', () => {
  const name = 'Этап\u001b[2J\u009b1A\rготов\tи\nвсё';

  it('lets no name of an account move the cursor', () => {
    const { terminal, written } = fake(true);
    terminal.data(name);
    terminal.note(name);
    const shown = 'Этап\uFFFD[2J\uFFFD1A\uFFFDготов\tи\nвсё\n';
    expect(written()).toBe(shown + shown);
  });

  it('gives a pipe every character', () => {
    const { terminal, written } = fake(false);
    terminal.data(name);
    expect(written()).toBe(`${name}\n`);
  });
});
