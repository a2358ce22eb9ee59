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

/** The house's own lint rules, as an ESLint plugin. */
export const hubRules = { rules: { 'words-in-catalogue': wordsInCatalogue } };
