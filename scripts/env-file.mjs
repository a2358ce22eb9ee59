import { existsSync, readFileSync } from 'node:fs';
import { parseEnv } from 'node:util';

const assignment = /^\s*(?:export\s+)?([A-Za-z_]\w*)\s*=\s*(.*)$/;

/**
 * What is wrong with the text of a .env file: every line that is neither empty, a comment nor NAME=value, one whose quote
 * does not end, and every name that is none of `known`. Values are never shown, because they may be secrets.
 */
export function checkEnvText(text, known) {
  const broken = [];
  const unknown = [];
  text.split(/\r?\n/).forEach((line, at) => {
    if (/^\s*(#.*)?$/.test(line)) return;
    const [, name, value] = assignment.exec(line) ?? [];
    if (name === undefined) broken.push(`line ${at + 1} is not of the form NAME=value`);
    else if (isOpen(value)) broken.push(`line ${at + 1}: the quote after ${name}= does not end in that line`);
    else if (!known.has(name))
      unknown.push(`line ${at + 1}: ${name} is no variable of the hub (.env.example)`);
  });
  return { broken, unknown };
}

/** The names that .env.example has. */
export function namesOf(example) {
  return new Set([...example.matchAll(/^([A-Z]\w*)=/gm)].map(([, name]) => name));
}

/**
 * The environment with what the folder's .env adds; a variable that is set already wins. Ends the process with one line
 * when a line of the file is broken.
 */
export function withEnvFile(root, environment) {
  const file = `${root}/.env`;
  if (!existsSync(file)) return environment;
  const text = readFileSync(file, 'utf8').replace(/^\uFEFF/, '');
  const { broken, unknown } = checkEnvText(text, namesOf(readFileSync(`${root}/.env.example`, 'utf8')));
  if (broken.length > 0) {
    console.error(`Not started: .env ${broken.join('; ')}. Mend the line, or put # in front of it.`);
    process.exit(78);
  }
  for (const line of unknown) console.error(`.env ${line}; it is passed on, but nothing reads it`);
  return { ...parseEnv(text), ...environment };
}

function isOpen(value) {
  const [quote] = value;
  return (quote === '"' || quote === "'" || quote === '`') && !value.slice(1).includes(quote);
}
