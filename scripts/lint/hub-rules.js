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

/** A kind's name as a value, or its descriptor by name: generic code walks the list of kinds instead. */
const kindsOwnNames = {
  meta: {
    type: 'problem',
    schema: [{ type: 'array', items: { type: 'string' } }],
    messages: {
      name: 'What a kind needs stands in its descriptor (apps/sync/src/kind), not here.',
      file: 'Generic code walks `kinds` and knows none of them by name.',
    },
  },
  create(context) {
    const names = new Set(context.options[0]);
    return {
      Literal(node) {
        if (typeof node.value !== 'string' || !names.has(node.value)) return;
        // `manual` is also what an action is called.
        if (node.value !== 'manual' || isOfKind(node.parent)) context.report({ node, messageId: 'name' });
      },
      TemplateElement(node) {
        const [first] = node.value.raw.split(' ');
        if (node.value.raw !== first && names.has(first)) context.report({ node, messageId: 'name' });
      },
      ImportDeclaration(node) {
        if (node.source.value.endsWith('.kind.js')) context.report({ node, messageId: 'file' });
      },
    };
  },
};

/** Whether a value is given to, or compared with, something that is called kind. */
function isOfKind({ type, key, left }) {
  const named = type === 'Property' ? key : type === 'BinaryExpression' ? (left.property ?? left) : null;
  return named?.name === 'kind';
}

/** The house's own lint rules, as an ESLint plugin. */
export const hubRules = {
  rules: { 'words-in-catalogue': wordsInCatalogue, 'kinds-own-names': kindsOwnNames },
};
