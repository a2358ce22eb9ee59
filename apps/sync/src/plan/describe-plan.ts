import { isMessageKey, joined, message, type Fact, type Joined, type Message } from '@hub/messages';
import { textOf, type Json } from '../configuration/json.js';
import { lastSegment, nameOfSegment } from '../configuration/key.js';
import { entityTypes } from '../configuration/raw-snapshot.js';
import { finalEnd } from '../kind/final-names.js';
import { kindWords } from '../kind/kind-words.js';
import { kindOf, kinds } from '../kind/kinds.js';
import type { KindName } from '../kind/kind-name.js';
import { address, ownMark } from '../kind/placeholder.js';
import { describeReason, short, who } from './describe-reason.js';
import { groupBy } from './match-objects.js';
import { isDifferent, type Action, type Change, type Leftover, type Plan, type Risk } from './plan.js';

const signs: Readonly<Record<Action, string>> = {
  blocked: '?',
  delete: '-',
  create: '+',
  update: '~',
  adopt: '=',
  manual: '!',
};
/** The most risks of one change that are named; the others are counted. */
const maxRisks = 5;
/** What needs a person comes first, then what is hardest to undo. */
const sections = ['blocked', 'delete', 'create', 'update', 'adopt', 'manual'] as const;

/**
 * The plan as a change list for people. Children of something new, and whatever merely waits for its parent, are
 * folded into one line; longer sections are cut so that the whole stays within `maxLines`, with the rest counted.
 */
export function describePlan(plan: Plan, maxLines = 48): Joined {
  const { managed, own } = plan.counts;
  return describe(plan, maxLines, [message('plans.totals', { managed, own })]);
}

/** The list alone, without what the hub manages in the account: for what is no plan of an account. */
export function describeChanges(plan: Plan, maxLines = 48): Joined {
  return describe(plan, maxLines, []);
}

function describe(plan: Plan, maxLines: number, totals: readonly Message[]): Joined {
  const written = sections.map((section) => ({
    section,
    lines: plan.changes
      .filter((change) => change.action === section && !isFolded(change, plan))
      .map((change) => line(change, plan)),
  }));
  const filled = written.filter(({ lines }) => lines.length > 0);
  const staying = [
    { title: 'released', objects: plan.released ?? [] },
    { title: 'leftovers', objects: plan.leftovers },
  ] as const;
  const stays = staying
    .map(({ title, objects }) => ({ title, count: objects.length, lines: leftoverLines(objects) }))
    .filter(({ lines }) => lines.length > 0);
  if (filled.length === 0 && stays.length === 0)
    return joined('', [joined(' ', [message('plans.empty'), ...totals]), '\n']);
  const room = maxLines - 2 - 2 * (filled.length + stays.length);
  const shares = share(
    room,
    [...filled, ...stays].map(({ lines }) => lines.length),
  );
  const cut = (lines: readonly Fact[], most: number) =>
    lines.length <= most
      ? lines
      : [...lines.slice(0, most - 1), joined('', ['  ', more(lines.length - most + 1)])];
  const block = (
    title: Action | 'leftovers' | 'released',
    lines: readonly Fact[],
    changes: number,
    most: number,
  ) =>
    joined('\n', [
      joined('', [message(`plans.${title}`), ': ', counted(lines.length, changes)]),
      ...cut(lines, most),
    ]);
  const blocks = filled.map(({ section, lines }, at) =>
    block(section, lines, plan.counts[section], shares[at] ?? 1),
  );
  const rest = stays.map(({ title, lines, count }, at) =>
    block(title, lines, count, shares[filled.length + at] ?? 1),
  );
  return joined('', [joined('\n\n', [...totals, ...blocks, ...rest]), '\n']);
}

/** As `describeChanges`, with as many lines as fit into so many bytes of JSON. */
export function describeWithin(plan: Plan, maxLines: number, maxBytes: number): Joined {
  const text = describeChanges(plan, maxLines);
  const isShort = maxLines <= 48 || Buffer.byteLength(JSON.stringify(text)) <= maxBytes;
  return isShort ? text : describeWithin(plan, Math.floor(maxLines / 2), maxBytes);
}

const more = (count: number) => message('plans.more', { count });

/** One line for each object that stays; stages and values of one that stays are named in its line. */
function leftoverLines(leftovers: readonly Leftover[]): readonly Fact[] {
  const parents = new Set(leftovers.map(({ kind, branchId }) => address(kind, branchId)));
  const parentOf = ({ kind, branchId }: Leftover) => {
    const { parent } = kindOf(kind);
    return parent && address(parent, branchId.slice(0, branchId.lastIndexOf('/')));
  };
  const inside = groupBy(leftovers, (leftover) => parentOf(leftover) ?? '');
  return leftovers
    .filter((leftover) => !parents.has(parentOf(leftover) ?? ''))
    .map(({ kind, name, branchId, within = '' }) => {
      const names = (inside.get(address(kind, branchId)) ?? []).map((child) => child.name);
      const rest = names.length === 0 ? [] : [': ', inner(kind, names)];
      return joined('', ['  · ', titleOf(kind, name, place(within)), ...rest]);
    });
}

/** Names of the stages or values in something, the ninth and further ones counted. */
function inner(kind: KindName, names: readonly string[]): Joined {
  const all = names.map((name) => short(name));
  const shown = all.length > 8 ? [...all.slice(0, 7), more(all.length - 7)] : all;
  const child = kinds.find(({ parent }) => parent === kind);
  return joined(' ', [child ? kindWords(child.name, 'inside') : '', joined(', ', shown)]);
}

/** How many lines a section has, and how many changes they represent where some are folded. */
function counted(lines: number, changes: number): Fact {
  return lines === changes ? lines : message('plans.folded', { lines, changes });
}

/** Gives every section its fair part of the lines; what short ones leave over goes to the long ones. */
function share(room: number, wanted: readonly number[]): readonly number[] {
  const result = wanted.map(() => 0);
  let left = Math.max(room, wanted.length * 2);
  while (left > 0 && result.some((given, at) => given < (wanted[at] ?? 0)))
    wanted.forEach((want, at) => {
      if (left > 0 && (result[at] ?? 0) < want) [result[at], left] = [(result[at] ?? 0) + 1, left - 1];
    });
  return result;
}

function isFolded(change: Change, plan: Plan): boolean {
  if (change.reason?.code === 'parent-blocked') return true;
  const { parent } = kindOf(change.kind);
  if (!parent) return false;
  if (change.action === 'create') return !(address(parent, change.within) in plan.ids);
  // Because adopting a stage or value that differs in nothing says no more than adopting its parent.
  return change.action === 'adopt' && !isDifferent(change);
}

function line(change: Change, plan: Plan): Joined {
  const { action, risks } = change;
  const parts: readonly Fact[] = [
    ...(action === 'create' || action === 'adopt' ? childrenText(change, plan) : []),
    ...(action === 'update' || action === 'adopt' || (action === 'manual' && change.before)
      ? differences(change)
      : []),
    ...(change.reason ? [describeReason(change)] : []),
    ...(change.migrateTo === null
      ? []
      : [
          message('plans.migrate', {
            stage: short(placeName(change.migrateTo)),
            end: finalEnd(change.migrateTo) ?? '',
          }),
        ]),
    ...risks.slice(0, maxRisks).map(riskText),
    ...(risks.length > maxRisks ? [more(risks.length - maxRisks)] : []),
  ];
  const rest = parts.length > 0 ? [': ', joined('; ', parts)] : [];
  return joined('', [`  ${signs[action]} `, title(change, plan), ...rest]);
}

function riskText({ code, count, by, name }: Risk): Fact {
  return message(`risks.${code}`, {
    count: count ?? message('plans.uncounted'),
    who: by ? who(by, name ?? '') : '',
  });
}

/** Kind and name of what a change is about, and what it is in. */
export function title(change: Change, plan: Pick<Plan, 'wanted'>): Joined {
  const { parent } = kindOf(change.kind);
  if (!parent) return titleOf(change.kind, change.name, entityName(change.within) ?? '');
  const owner = textOf(plan.wanted[address(parent, change.within)]?.name);
  return titleOf(change.kind, change.name, short(owner || placeName(change.within)));
}

function titleOf(kind: KindName, name: string, where: Fact): Joined {
  const behind = where === '' ? [] : [' (', where, ')'];
  return joined('', [kindWords(kind), ` «${short(name)}»`, ...behind]);
}

/** An entity type in words, anything else as it is. */
const place = (within: string): Fact => entityName(within) ?? short(within);

function entityName(within: string): Fact | null {
  const entity = entityTypes.find((type) => type === within);
  return entity ? message(`plans.${entity}`) : null;
}

function childrenText(change: Change, plan: Plan): readonly Fact[] {
  const isIn = (child: Change) =>
    child.within === change.key && kindOf(child.kind).parent === change.kind && child.fixed === null;
  const names = plan.changes.filter((child) => isIn(child) && isFolded(child, plan)).map(({ name }) => name);
  return names.length === 0 ? [] : [inner(change.kind, names)];
}

/** What differs, one entry per attribute: current value → wanted value. */
export function differences(change: Pick<Change, 'before' | 'after' | 'moved'>): readonly Fact[] {
  const changed = Object.entries(change.after ?? {}).map(([name, after]) =>
    joined(' ', [attributeName(name), shown(change.before?.[name]), '→', shown(after)]),
  );
  return change.moved ? [...changed, message('plans.moved')] : changed;
}

function attributeName(name: string): Fact {
  const key = `attributes.${name}`;
  return isMessageKey(key) ? message(key) : name;
}

function shown(value: Json | undefined): string {
  if (Array.isArray(value))
    return value.length === 0 ? '—' : short((value as readonly string[]).map(placeName).join(', '));
  if (value === null || value === undefined || value === '') return '—';
  if (value === true) return '✓';
  if (value === false) return '✗';
  return `«${short(placeName(textOf(value)))}»`;
}

/** A key in words: its last names; an object of the branch's own by its id. */
function placeName(key: string): string {
  if (key.startsWith(ownMark)) return `#${key.slice(ownMark.length)}`;
  const names = key.split('/').map(nameOfSegment);
  return (entityTypes as readonly string[]).includes(names[0] ?? '')
    ? nameOfSegment(lastSegment(key))
    : names.join(' / ');
}
