import { describe, expect, it } from '@jest/globals';
import { BadEnvironment } from './bad-environment.js';
import { DatabaseUnreachable, explainStart } from './explain-start.js';

const environment = {
  DATABASE_URL: 'postgres://hub:sesame@db.example:5433/franchise',
  PORT: '3100',
};
const fault = (facts: object) => Object.assign(new Error('raw'), facts);

describe('explainStart', () => {
  it.each<[string, unknown, RegExp, boolean]>([
    ['a wrong variable', new BadEnvironment('PORT is wrong'), /PORT is wrong/, true],
    ['a taken port', fault({ code: 'EADDRINUSE', syscall: 'listen' }), /Port 3100 .* set PORT/, true],
    ['a port of root', fault({ code: 'EACCES', syscall: 'listen' }), /set PORT/, true],
    ['a foreign address', fault({ code: 'EADDRNOTAVAIL', syscall: 'listen' }), /set HOST/, true],
    ['an unknown database', fault({ code: '3D000' }), /no database "franchise".* DATABASE_URL/, true],
    ['a wrong password', fault({ code: '28P01' }), /user "hub".*DATABASE_URL/, true],
    ['missing rights', fault({ code: '42501' }), /lacks rights.*DATABASE_URL/, true],
    ['a cause inside', new Error('outer', { cause: fault({ code: '3D000' }) }), /"franchise"/, true],
    ['no PostgreSQL', new DatabaseUnreachable(30_000, null), /30 s at db.example:5433.*DATABASE_URL/, false],
  ])('says %s in one line', (_name, error, line, isFinal) => {
    const said = explainStart(error, environment);
    expect(said).toEqual({ line: expect.stringMatching(line), isFinal });
    expect(said?.line).not.toMatch(/\n|sesame/);
  });

  it.each([new TypeError('x is not a function'), fault({ code: 'ENOENT', path: '/other' }), 'thrown text'])(
    'leaves %s to its stack',
    (error) => {
      expect(explainStart(error, environment)).toBeNull();
    },
  );
});
