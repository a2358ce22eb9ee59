import jestConfig from '../../jest.config.js';

/** Milliseconds of a product of numbers such as `5 * 60_000`, undefined for anything else. */
function msOf(node) {
  if (node.type === 'Literal') return typeof node.value === 'number' ? node.value : undefined;
  if (node.type !== 'BinaryExpression' || node.operator !== '*') return undefined;
  const [left, right] = [msOf(node.left), msOf(node.right)];
  return left === undefined || right === undefined ? undefined : left * right;
}

const blocks = new Set(['it', 'test', 'beforeAll', 'beforeEach', 'afterAll', 'afterEach']);
/** How long `eventually` of libs/testing waits when no time is given. */
const probeMs = 60_000;

/** The first name of `it`, `it.each(rows)` and `it.each`rows``. */
function nameOf(callee) {
  if (callee.type === 'Identifier') return callee.name;
  const inner = callee.object ?? callee.callee ?? callee.tag;
  return inner === undefined ? undefined : nameOf(inner);
}

/** A deadline of a test that is no longer than the default only makes the test fail on a busy machine. */
export const noShortDeadlines = {
  meta: {
    type: 'problem',
    messages: { short: 'The default waits {{ms}} ms: a deadline that is not longer tests the machine.' },
  },
  create: (context) => ({
    CallExpression(node) {
      const name = nameOf(node.callee);
      const ms = name === 'eventually' ? probeMs : blocks.has(name) ? jestConfig.testTimeout : undefined;
      const last = node.arguments.length > 1 ? msOf(node.arguments.at(-1)) : undefined;
      if (ms !== undefined && last !== undefined && last <= ms)
        context.report({ node: node.arguments.at(-1), messageId: 'short', data: { ms } });
    },
  }),
};
