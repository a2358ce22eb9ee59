import { textOf, type Json } from '../configuration/json.js';
import { lastSegment, nameOfSegment } from '../configuration/key.js';
import { kindOf } from '../kind/kinds.js';
import type { KindName } from '../kind/kind.js';
import { address, ownMark } from '../kind/placeholder.js';
import { groupBy } from './match-objects.js';
import { ru, type PlanMessages } from './messages.js';
import { isDifferent, type Action, type Change, type Plan, type Risk } from './plan.js';

const signs: Readonly<Record<Action, string>> = {
  blocked: '?',
  delete: '-',
  create: '+',
  update: '~',
  adopt: '=',
  manual: '!',
};
/** Longest value or name, and longest sentence, that a line shows: the changes themselves have them whole. */
const maxWords = 60;
const maxSentence = 300;
/** As many risks of one change are named, the others counted. */
const maxRisks = 5;
/** What needs a person comes first, then what is hardest to undo. */
const sections = ['blocked', 'delete', 'create', 'update', 'adopt', 'manual'] as const;

/**
 * The plan as a change list for people. Children of something new, and whatever merely waits for its parent, are
 * folded into one line; longer sections are cut so that the whole stays within `maxLines`, with the rest counted.
 */
export function describePlan(plan: Plan, messages: PlanMessages = ru, maxLines = 48): string {
  const written = sections.map((section) => ({
    section,
    lines: plan.changes
      .filter((change) => change.action === section && !isFolded(change, plan))
      .map((change) => line(change, plan, messages)),
  }));
  const filled = written.filter(({ lines }) => lines.length > 0);
  const leftovers = leftoverLines(plan, messages);
  const totals = messages.totals(plan.counts.managed, plan.counts.own);
  if (filled.length === 0 && leftovers.length === 0) return `${messages.empty} ${totals}\n`;
  const room = maxLines - 2 - 2 * (filled.length + (leftovers.length > 0 ? 1 : 0));
  const shares = share(room, [...filled.map(({ lines }) => lines.length), leftovers.length]);
  const cut = (lines: readonly string[], most: number) =>
    lines.length <= most
      ? lines
      : [...lines.slice(0, most - 1), `  ${messages.more(lines.length - most + 1)}`];
  const blocks = filled.map(({ section, lines }, at) => [
    `${messages.sections[section]}: ${counted(lines.length, plan.counts[section], messages)}`,
    ...cut(lines, shares[at] ?? 1),
  ]);
  if (leftovers.length > 0)
    blocks.push([
      `${messages.sections.leftovers}: ${counted(leftovers.length, plan.leftovers.length, messages)}`,
      ...cut(leftovers, shares.at(-1) ?? 1),
    ]);
  return `${[[totals], ...blocks].map((block) => block.join('\n')).join('\n\n')}\n`;
}

/** One line for each object that stays; stages and values of one that stays are named in its line. */
function leftoverLines({ leftovers }: Plan, messages: PlanMessages): readonly string[] {
  const parents = new Set(leftovers.map(({ kind, branchId }) => address(kind, branchId)));
  const parentOf = ({ kind, branchId }: Plan['leftovers'][number]) => {
    const { parent } = kindOf(kind);
    return parent && address(parent, branchId.slice(0, branchId.lastIndexOf('/')));
  };
  const inside = groupBy(leftovers, (leftover) => parentOf(leftover) ?? '');
  return leftovers
    .filter((leftover) => !parents.has(parentOf(leftover) ?? ''))
    .map(({ kind, name, branchId, within = '' }) => {
      const names = (inside.get(address(kind, branchId)) ?? []).map((child) => child.name);
      const where = messages.entities[within] ?? within;
      const titled = `${messages.kinds[kind]} «${short(name)}»${where === '' ? '' : ` (${short(where)})`}`;
      return `  · ${titled}${names.length === 0 ? '' : `: ${inner(kind, names, messages)}`}`;
    });
}

/** Names of the stages or values in something, the ninth and further ones counted. */
function inner(kind: KindName, names: readonly string[], messages: PlanMessages): string {
  const all = names.map((name) => short(name));
  const shown = all.length > 8 ? [...all.slice(0, 7), messages.more(all.length - 7)] : all;
  return `${kind === 'pipeline' ? messages.stages : messages.values} ${shown.join(', ')}`;
}

/** How many lines a section has, and how many changes they stand for where some are folded. */
function counted(lines: number, changes: number, messages: PlanMessages): string {
  return lines === changes ? String(lines) : messages.folded(lines, changes);
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

function line(change: Change, plan: Plan, messages: PlanMessages): string {
  const parts = [
    ...(change.action === 'create' || change.action === 'adopt' ? childrenText(change, plan, messages) : []),
    ...(change.action === 'update' ||
    change.action === 'adopt' ||
    (change.action === 'manual' && change.before)
      ? differences(change, messages)
      : []),
    ...(change.reason ? [describeReason(change, messages)] : []),
    ...(change.migrateTo === null ? [] : [messages.migrate(short(placeName(change.migrateTo)))]),
    ...change.risks.slice(0, maxRisks).map((risk) => riskText(risk, messages)),
    ...(change.risks.length > maxRisks ? [messages.more(change.risks.length - maxRisks)] : []),
  ];
  return `  ${signs[change.action]} ${title(change, plan, messages)}${parts.length > 0 ? `: ${parts.join('; ')}` : ''}`;
}

function riskText({ code, count, by, name }: Risk, messages: PlanMessages): string {
  const who = [by ? messages.mentions[by] : '', name ? `«${short(name)}»` : '']
    .filter((word) => word !== '')
    .join(' ');
  return messages.risks[code](count === null ? messages.uncounted : String(count), who);
}

/** Why a change is blocked or for a person, and what to decide. */
export function describeReason(
  change: Pick<Change, 'after' | 'reason'>,
  messages: PlanMessages = ru,
): string {
  const text = textOf(change.after?.text);
  const reason = messages.reasons[change.reason?.code ?? 'by-hand'](change.reason?.facts ?? {});
  return short(text === '' ? reason : text, maxSentence);
}

function title(change: Change, plan: Plan, messages: PlanMessages): string {
  const { parent } = kindOf(change.kind);
  const owner = parent ? textOf(plan.wanted[address(parent, change.within)]?.name) : '';
  const where = parent ? owner || placeName(change.within) : (messages.entities[change.within] ?? '');
  return `${messages.kinds[change.kind]} «${short(change.name)}»${where === '' ? '' : ` (${short(where)})`}`;
}

function childrenText(change: Change, plan: Plan, messages: PlanMessages): readonly string[] {
  const isIn = (child: Change) =>
    child.within === change.key && kindOf(child.kind).parent === change.kind && child.fixed === null;
  const names = plan.changes.filter((child) => isIn(child) && isFolded(child, plan)).map(({ name }) => name);
  return names.length === 0 ? [] : [inner(change.kind, names, messages)];
}

/** What differs, one entry per attribute: as it stands → as it shall be. */
export function differences(
  change: Pick<Change, 'before' | 'after' | 'moved'>,
  messages: PlanMessages = ru,
): readonly string[] {
  const changed = Object.entries(change.after ?? {}).map(
    ([name, after]) =>
      `${messages.attributes[name] ?? name} ${shown(change.before?.[name])} → ${shown(after)}`,
  );
  return change.moved ? [...changed, messages.moved] : changed;
}

function shown(value: Json | undefined): string {
  if (Array.isArray(value))
    return value.length === 0 ? '—' : short((value as readonly string[]).map(placeName).join(', '));
  if (value === null || value === undefined || value === '') return '—';
  if (value === true) return '✓';
  if (value === false) return '✗';
  return `«${short(placeName(textOf(value)))}»`;
}

/** Cut between characters, never inside one. */
function short(text: string, max = maxWords): string {
  const characters = [...text];
  return characters.length <= max ? text : `${characters.slice(0, max - 1).join('')}…`;
}

/** A key in words: its last names; an object of the branch's own by its id. */
function placeName(key: string): string {
  if (key.startsWith(ownMark)) return `#${key.slice(ownMark.length)}`;
  const names = key.split('/').map(nameOfSegment);
  return ['leads', 'contacts', 'companies'].includes(names[0] ?? '')
    ? nameOfSegment(lastSegment(key))
    : names.join(' / ');
}
