import { describe, expect, it } from '@jest/globals';
import { readOptions } from './read-options.js';

describe('readOptions', () => {
  it('has defaults', () => {
    expect(readOptions([])).toEqual({
      options: { port: 3900, tlsPort: undefined, host: '127.0.0.1', rateLimit: true },
      load: undefined,
      help: false,
    });
  });

  it('reads all', () => {
    const args = '--port 0 --tls-port 3901 --host 0.0.0.0 --load a.json --no-rate-limit'.split(' ');
    expect(readOptions(args)).toEqual({
      options: { port: 0, tlsPort: 3901, host: '0.0.0.0', rateLimit: false },
      load: 'a.json',
      help: false,
    });
  });

  it.each(['x', '-1', '70000', '', '1.5'])('refuses the port "%s" in words', (port) => {
    expect(() => readOptions([`--port=${port}`])).toThrow('--port must be a number from 0 to 65535');
  });

  it('refuses unknown options', () => {
    expect(() => readOptions(['--prot', '1'])).toThrow("Unknown option '--prot'");
  });
});
