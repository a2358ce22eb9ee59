import { factsByKey } from './message-facts.js';

const cyrillic = /[\u0400-\u04ff]/;

/** Texts for people stand in libs/messages, in every language. What a decorator says is documentation of the API. */
const wordsInCatalogue = {
  meta: { type: 'problem', messages: { words: 'Words for people are a message of libs/messages.' } },
  create(context) {
    const check = (node, text) => {
      if (!cyrillic.test(text)) return;
      const isDecorator = context.sourceCode.getAncestors(node).some(({ type }) => type === 'Decorator');
      if (!isDecorator) context.report({ node, messageId: 'words' });
    };
    return {
      Literal: (node) => check(node, typeof node.value === 'string' ? node.value : ''),
      TemplateElement: (node) => check(node, node.value.raw),
    };
  },
};

/**
 * A kind's name as a value, also inside a statement in SQL, or its descriptor by name: generic code walks the list of
 * kinds instead. With `mayImport` the descriptor may be used, for a part that is about one kind by its purpose.
 */
const kindsOwnNames = {
  meta: {
    type: 'problem',
    schema: [
      { type: 'array', items: { type: 'string' } },
      { type: 'object', properties: { mayImport: { type: 'boolean' } }, additionalProperties: false },
    ],
    messages: {
      name: 'What a kind needs stands in its descriptor (apps/sync/src/kind), not here.',
      file: 'Generic code walks `kinds` and knows none of them by name.',
    },
  },
  create(context) {
    const [of, { mayImport = false } = {}] = context.options;
    const names = new Set(of);
    // `manual` is also what an action is called.
    const isInSql = (text) =>
      [...text.matchAll(/(\bkind\s*(?:=|<>|IN\s*\()\s*)?'([\w-]+)'/g)].some(
        ([, ofKind, name]) => names.has(name) && (name !== 'manual' || ofKind),
      );
    return {
      Literal(node) {
        if (typeof node.value !== 'string') return;
        const isName = names.has(node.value) && (node.value !== 'manual' || isOfKind(node.parent));
        if (isName || isInSql(node.value)) context.report({ node, messageId: 'name' });
      },
      TemplateElement(node) {
        const [first] = node.value.raw.split(' ');
        const isAddress = node.value.raw !== first && names.has(first);
        if (isAddress || isInSql(node.value.raw)) context.report({ node, messageId: 'name' });
      },
      ImportDeclaration(node) {
        if (!mayImport && node.source.value.endsWith('.kind.js')) context.report({ node, messageId: 'file' });
      },
    };
  },
};

/** Whether a value is given to, or compared with, something that is called kind. */
function isOfKind({ type, key, left }) {
  const named = type === 'Property' ? key : type === 'BinaryExpression' ? (left.property ?? left) : null;
  return named?.name === 'kind';
}

/** Read once for all files. */
let known;

/** A message, or an alarm, that is given other facts than its text speaks of: a reader would see «…» for a missing one. */
const factsOfMessages = {
  meta: {
    type: 'problem',
    messages: {
      missing: 'The text `{{key}}` speaks of {{names}}, too.',
      unused: 'The text `{{key}}` does not speak of {{names}}.',
    },
  },
  create(context) {
    known ??= factsByKey();
    const check = (key, facts, node) => {
      const [wanted, given] = [known.get(key), facts ? namesIn(facts) : []];
      if (!wanted || !given) return;
      const missing = [...wanted].filter((name) => !given.includes(name));
      const unused = given.filter((name) => !wanted.has(name));
      for (const [messageId, names] of Object.entries({ missing, unused }))
        if (names.length > 0) context.report({ node, messageId, data: { key, names: names.join(', ') } });
    };
    return {
      CallExpression(node) {
        const { callee, arguments: given } = node;
        if (callee.name !== 'message') return;
        for (const { value: key } of choicesOf(given[0])) check(key, given[1], node);
      },
      ObjectExpression(node) {
        const [kind, facts] = ['kind', 'facts'].map((name) => propertyOf(node, name)?.value);
        if (kind?.type === 'Literal' && facts) check(`alarms.${kind.value}`, facts, node);
      },
    };
  },
};

const propertyOf = ({ properties }, name) =>
  properties.find(({ type, key }) => type === 'Property' && key.name === name);

/** The literals that a value can be. */
function choicesOf(node) {
  if (node?.type === 'ConditionalExpression') return [node.consequent, node.alternate].flatMap(choicesOf);
  return node?.type === 'Literal' ? [node] : [];
}

/** Names of the members of an object that is written out here; null where not all can be seen. */
function namesIn({ type, properties }) {
  if (type !== 'ObjectExpression') return null;
  const names = properties.map(({ type: part, key, computed }) =>
    part === 'Property' && !computed ? (key.name ?? key.value) : null,
  );
  return names.includes(null) ? null : names;
}

/** A class that only carries other classes, so that a third one gets all of them with one constructor parameter. */
const noBags = {
  meta: {
    type: 'problem',
    messages: {
      bag: '`{{name}}` does nothing but carry others: give its user fewer jobs instead, and each what it needs.',
    },
  },
  create(context) {
    return {
      ClassDeclaration(node) {
        const isInjectable = node.decorators.some(
          ({ expression }) => expression.callee?.name === 'Injectable',
        );
        const { body } = node.body;
        const carries = body.find(({ kind }) => kind === 'constructor')?.value.params ?? [];
        const isBag =
          body.length === 1 &&
          carries.length > 0 &&
          carries.every(
            ({ type, accessibility }) => type === 'TSParameterProperty' && accessibility !== 'private',
          );
        if (isInjectable && isBag) context.report({ node, messageId: 'bag', data: { name: node.id.name } });
      },
    };
  },
};

/** The house's own lint rules, as an ESLint plugin. */
export const hubRules = {
  rules: {
    'words-in-catalogue': wordsInCatalogue,
    'kinds-own-names': kindsOwnNames,
    'facts-of-messages': factsOfMessages,
    'no-bags': noBags,
  },
};
