import { deciding, wordOfRegex } from './code-graph.js';
import type { Edge, Graph, Work } from './edge.js';
import { below } from './json-pointer.js';
import { isObject } from './findings.js';

type Raw = Record<string, unknown>;

/** A block of the layout with its place. */
export interface Block {
  readonly id: unknown;
  readonly type: string;
  readonly step: number;
  readonly raw: Raw;
  readonly path: string;
}

/** The blocks of a layout; whatever is not a block was reported before. */
export function blocksOf(blocks: readonly unknown[]): Block[] {
  return blocks.flatMap((raw, at) =>
    isObject(raw)
      ? [{ id: raw.id, type: String(raw.type), step: Number(raw.step), raw, path: below('/positions', at) }]
      : [],
  );
}

/** A link of the layout whose block is not there. */
export interface Loose {
  readonly path: string;
  readonly block: unknown;
}

/** The graph that the layout of a bot describes, and the links that lead nowhere. */
export function layoutGraph(blocks: readonly Block[]): Graph & { readonly loose: readonly Loose[] } {
  const byId = new Map(blocks.map((block) => [block.id, block]));
  const edges: Edge[] = [];
  const loose: Loose[] = [];
  const work = new Map<number, Work[]>();
  for (const { type, step: from, raw, path } of blocks) {
    if (type === 'static') continue;
    const add = (way: string, link: unknown, at: string): void => {
      if (!isObject(link) || link.block === null || link.block === undefined) return;
      const target = byId.get(link.block);
      const place = below(at, 'block');
      if (!target) loose.push({ path: place, block: link.block });
      else if (type !== 'start') {
        const isEnd = target.type === 'finish';
        const regex = isObject(link.data) ? link.data.regex : null;
        const names = typeof regex === 'string' ? { names: [wordOfRegex(regex)] } : {};
        edges.push({ from, way, to: target.step, isEnd, path: place, ...names });
      }
    };
    add('on', raw.goto, below(path, 'goto'));
    add('error', raw.on_error, below(path, 'on_error'));
    add('none', raw.no_answer, below(path, 'no_answer'));
    if (type === 'question' || type === 'finish') work.set(from, readActions(raw, path, add));
  }
  return { edges, work, loose };
}

function readActions(raw: Raw, path: string, add: (way: string, link: unknown, at: string) => void): Work[] {
  const counts = { condition: 0, variant: 0, wait: 0, button: 0 };
  return sortedActions(raw).flatMap(({ action, at }) => {
    const place = below(path, 'actions', at);
    const { handler, params } = isObject(action.params) ? action.params : {};
    const name = String(handler);
    const links = Array.isArray(action.links) ? (action.links as unknown[]) : [];
    const isDeciding = deciding.has(name);
    const way =
      name === 'wait' ? 'wait' : name === 'distribution' ? 'variant' : isDeciding ? 'condition' : 'button';
    links.forEach((link, index) => {
      const at = below(place, 'links', index);
      if (name === 'widget') add(`exit ${isObject(link) ? String(link.code) : ''}`, link, at);
      else if (way === 'button') add(`button ${counts.button + index}`, link, at);
      else add(`${way} ${counts[way]}`, link, at);
    });
    counts[way] += way === 'button' ? links.length : 1;
    if (name === 'wait_answer') return [];
    const word = name === 'action' && isObject(params) ? `action ${String(params.name)}` : name;
    return [{ name: word, path: place }];
  });
}

function sortedActions(raw: Raw): { action: Raw; at: number }[] {
  const actions = Array.isArray(raw.actions) ? (raw.actions as unknown[]) : [];
  return actions
    .flatMap((action, at) => (isObject(action) ? [{ action, at }] : []))
    .sort((a, b) => Number(a.action.sort ?? a.at) - Number(b.action.sort ?? b.at));
}
