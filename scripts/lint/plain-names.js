import { relative } from 'node:path';

/** Words that name no mechanism, in all their forms: what to say instead is in docs/glossary.md and CONTRIBUTING.md. */
const vague = new Set(
  `tell tells told telling hear hears heard hearing happen happens happened happening look looks looked looking
  hold holds held holding settle settles settled settling turn turns turned turning desk desks wish wishes wished
  stand stands stood standing picture pictures pictured basis`.split(/\s+/),
);

const ofFault = ['hold', 'holds', 'held', 'holding'];

/**
 * What stays, because it is not ours to name or is stored: whole `names`, or `words` in any name, in these `files`. The test
 * of this rule fails for an entry that nothing needs.
 */
export const allowedNames = [
  // Of JavaScript.
  { files: /^(apps|libs)\//, names: ['allSettled', 'PromiseSettledResult'] },
  // The fault of the sandbox that keeps the answer of a call back.
  { files: /^(apps\/sandbox\/src|demo|(apps|libs)\/\w+\/test)\//, words: ofFault },
  // A member of plans, which are stored.
  { files: /^apps\/sync\/src\/(apply|plan)\//, names: ['holds'] },
  // A member of what the SQL function `inbox_may_try` takes.
  { files: /^libs\/bus\/src\/given-up-work\.ts$/, names: ['held'] },
  // A member of amoCRM's webhooks.
  { files: /^apps\/sandbox\/src\/webhooks\/unsorted-payload/, names: ['picture'] },
  // What `npm run docs:pictures` draws.
  { files: /^apps\/hub\/test\/browser\/widget\.picture\.ts$/, names: ['widget.picture.ts'] },
  // The names of migrations are stored.
  { files: /^libs\/database\/src\/migrations\//, words: ['tell', 'held'] },
];

const found = new Map();

/** The vague words in a name in camel or kebab case. A stand-in is a thing of its own. */
function vagueIn(name) {
  const known = found.get(name);
  if (known) return known;
  const words = name.replace(/([a-z\d])(?=[A-Z])/g, '$1 ').toLowerCase();
  const parts = words
    .split(/[^a-z]+/)
    .join(' ')
    .replace(/\bstand ins?\b/g, '');
  const vagueParts = parts.split(' ').filter((part) => vague.has(part));
  found.set(name, vagueParts);
  return vagueParts;
}

/** A name, of a file too, that has one of the vague words as a part. */
export const plainNames = {
  meta: {
    type: 'problem',
    messages: { vague: '`{{name}}`: "{{word}}" names no mechanism, see docs/glossary.md.' },
  },
  create(context) {
    const file = relative(context.cwd, context.filename).replaceAll('\\', '/');
    const allowed = allowedNames.filter(({ files }) => files.test(file));
    const isAllowed = (name, word) =>
      allowed.some(({ names = [], words = [] }) => names.includes(name) || words.includes(word));
    const reported = new Set();
    const check = (node, name) => {
      const word = vagueIn(name).find((part) => !isAllowed(name, part));
      if (word === undefined || reported.has(name)) return;
      reported.add(name);
      context.report({ node, messageId: 'vague', data: { name, word } });
    };
    return {
      Program: (node) => check(node, file.slice(file.lastIndexOf('/') + 1)),
      Identifier: (node) => check(node, node.name),
      PrivateIdentifier: (node) => check(node, node.name),
    };
  },
};
