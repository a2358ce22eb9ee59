import { factsByKey } from './message-facts.js';
import { noShortDeadlines } from './no-short-deadlines.js';
import { plainNames } from './plain-names.js';

const cyrillic = /[\u0400-\u04ff]/;

/** Texts for people are in libs/messages, in every language. What a decorator says is documentation of the API. */
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
      name: 'What a kind needs is in its descriptor (apps/sync/src/kind), not here.',
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

/**
 * A class of Nest's that lets others reach what was injected into it: its user has more dependencies than its constructor
 * says. Seen are public members that are parameters of the constructor, are set to one, or pass one on in a getter.
 */
const noBags = {
  meta: {
    type: 'problem',
    messages: {
      bag: '`{{name}}` exposes what was injected: who needs it has it injected, and a class that needs too much does two jobs.',
    },
  },
  create(context) {
    return {
      ClassDeclaration({ decorators, body: { body } }) {
        if (decorators.length === 0) return;
        const constructor = body.find(({ kind }) => kind === 'constructor')?.value;
        const own = (constructor?.params ?? []).map((param) => ({ param, name: nameOfParameter(param) }));
        const isInjected = (node) =>
          node?.type === 'Identifier'
            ? own.some(({ name }) => name === node.name)
            : isOwnMember(node) &&
              own.some(({ param, name }) => isMember(param) && name === node.property.name);
        const report = (node, name) => context.report({ node, messageId: 'bag', data: { name } });
        for (const { param, name } of own) if (isMember(param) && isPublic(param)) report(param, name);
        const publicNames = new Set();
        for (const member of body) {
          const { type, kind, key, value } = member;
          if (kind === 'constructor' || !isPublic(member)) continue;
          if (type === 'PropertyDefinition') publicNames.add(key.name);
          const given = type === 'PropertyDefinition' ? value : kind === 'get' ? returnedBy(value) : null;
          if (given?.type !== 'Identifier' && isInjected(given)) report(member, key.name);
        }
        for (const { expression } of constructor?.body?.body ?? [])
          if (expression?.type === 'AssignmentExpression' && isInjected(expression.right))
            if (isOwnMember(expression.left) && publicNames.has(expression.left.property.name))
              report(expression, expression.left.property.name);
      },
    };
  },
};

const isMember = ({ type }) => type === 'TSParameterProperty';
const isPublic = ({ accessibility, key }) =>
  (accessibility ?? 'public') === 'public' && key?.type !== 'PrivateIdentifier';
const isOwnMember = (node) => node?.type === 'MemberExpression' && node.object.type === 'ThisExpression';

function nameOfParameter(param) {
  const named = isMember(param) ? param.parameter : param;
  return (named.left ?? named).name;
}

/** What a getter returns, if that is all it does. */
function returnedBy({ body: { body } }) {
  return body.length === 1 && body[0].type === 'ReturnStatement' ? body[0].argument : null;
}

/** The house's own lint rules, as an ESLint plugin. */
export const hubRules = {
  rules: {
    'words-in-catalogue': wordsInCatalogue,
    'kinds-own-names': kindsOwnNames,
    'facts-of-messages': factsOfMessages,
    'no-bags': noBags,
    'no-short-deadlines': noShortDeadlines,
    'plain-names': plainNames,
  },
};
