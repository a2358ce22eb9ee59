import { kindOf } from '../kind/kinds.js';
import { address } from '../kind/placeholder.js';
import type { ConfigObject, Configuration, LeftOut } from './configuration.js';
import { draftKey } from './draft.js';

/** Why a configuration cannot do without what a rule leaves out; `by` is the object that needs it. */
export type LeaveOutProblem = { readonly rule: LeftOut } & (
  | { readonly code: 'unknown' | 'own' }
  | { readonly code: 'named' | 'namesake' | 'only-child'; readonly by: ConfigObject }
);

/**
 * The configuration without what the rules name, and with the rules, brought to the present keys. What the hub itself needs
 * stays. A problem is an object that stays and names one that does not, that has the same name or code beside it (branches
 * could not distinguish them), or that would lose all that amoCRM demands in it; a rule about what the hub needs; and a rule
 * that fits nothing, unless it is among `carried`.
 */
export function leaveOut(
  configuration: Configuration,
  rules: readonly LeftOut[],
  carried: readonly LeftOut[] = [],
): { readonly configuration: Configuration; readonly problems: readonly LeaveOutProblem[] } {
  if (rules.length === 0) return { configuration, problems: [] };
  const gone = rulesByAddress(configuration.objects, rules);
  const kept = configuration.objects.filter((object) => !gone.has(addressOf(object)));
  const taken = configuration.objects.flatMap((object) => {
    const rule = gone.get(addressOf(object));
    return rule ? [{ object, rule }] : [];
  });
  const seen = rules.map((rule) => seenAs(rule, taken));
  const leftOut = sortedRules([...(configuration.leftOut ?? []), ...seen]);
  const { unread = [], ...read } = configuration;
  const unknown = unread.filter(
    (kind) => !rules.some((rule) => rule.kind === kind && rule.key === undefined),
  );
  return {
    configuration: { ...read, objects: kept, ...(unknown.length > 0 ? { unread: unknown } : {}), leftOut },
    problems: [
      ...rules.flatMap((rule, at) => idle(rule, seen[at]?.ref !== undefined, carried)),
      ...needs(kept, gone),
      ...namesakes(kept, taken),
      ...childless(kept, taken),
    ],
  };
}

/** Rules in their order, each once. */
export function sortedRules(rules: readonly LeftOut[]): readonly LeftOut[] {
  return rules
    .filter((rule, at) => rules.findIndex((one) => isSame(one, rule)) === at)
    .sort((a, b) => (ruleAddress(a) < ruleAddress(b) ? -1 : 1));
}

/** Whether two rules leave out the same. */
export function isSame(a: LeftOut, b: LeftOut): boolean {
  return a.kind === b.kind && a.key === b.key;
}

/** Whether a rule is about this very object; what the object is in may be left out all the same. */
export function fits(
  { kind, key, ref }: LeftOut,
  object: Pick<ConfigObject, 'kind' | 'key'> & { ref?: string },
): boolean {
  if (kind !== object.kind) return false;
  return key === undefined || key === object.key || (ref !== undefined && ref === object.ref);
}

interface Taken {
  readonly object: ConfigObject;
  readonly rule: LeftOut;
}

type Place = Pick<ConfigObject, 'kind' | 'key'>;

const addressOf = ({ kind, key }: Place): string => address(kind, key);
const ruleAddress = ({ kind, key }: LeftOut): string => address(kind, key ?? '');

/** Whether the hub itself needs an object in every release. */
export function isHubsOwn({ kind, key }: Place): boolean {
  return (kindOf(kind).own ?? []).some((draft) => draftKey(draft) === key);
}

/** Address of every object that goes → the rule that takes it. Parents come before their children. */
function rulesByAddress(
  objects: readonly ConfigObject[],
  rules: readonly LeftOut[],
): ReadonlyMap<string, LeftOut> {
  const gone = new Map<string, LeftOut>();
  for (const object of objects.filter((one) => !isHubsOwn(one))) {
    const { parent } = kindOf(object.kind);
    const rule =
      rules.find((one) => fits(one, object)) ?? (parent && gone.get(address(parent, object.within)));
    if (rule) gone.set(addressOf(object), rule);
  }
  return gone;
}

/** A rule under the key that its object has now. */
function seenAs(rule: LeftOut, taken: readonly Taken[]): LeftOut {
  const found = rule.key === undefined ? undefined : taken.find(({ object }) => fits(rule, object));
  return found ? { kind: rule.kind, key: found.object.key, ref: found.object.ref } : rule;
}

function idle(rule: LeftOut, isSeen: boolean, carried: readonly LeftOut[]): readonly LeaveOutProblem[] {
  const { kind, key } = rule;
  if (key === undefined) return [];
  if (isHubsOwn({ kind, key })) return [{ rule, code: 'own' }];
  return isSeen || carried.some((one) => isSame(one, rule)) ? [] : [{ rule, code: 'unknown' }];
}

/** Addresses of the objects that an object names. */
function referencesOf({ kind, attributes }: ConfigObject): readonly string[] {
  return Object.entries(kindOf(kind).references).flatMap(([name, of]) => {
    const value = attributes[name];
    const keys = typeof value === 'string' ? [value] : ((value ?? []) as readonly string[]);
    return keys.map((key) => address(of, key));
  });
}

function needs(
  kept: readonly ConfigObject[],
  gone: ReadonlyMap<string, LeftOut>,
): readonly LeaveOutProblem[] {
  return kept.flatMap((by) => {
    const [rule] = referencesOf(by).flatMap((place) => gone.get(place) ?? []);
    return rule ? [{ rule, code: 'named', by } as const] : [];
  });
}

function namesakes(kept: readonly ConfigObject[], taken: readonly Taken[]): readonly LeaveOutProblem[] {
  return taken.flatMap(({ object, rule }) => {
    const by = kept.find((one) => isNamesake(one, object));
    return by ? [{ rule, code: 'namesake', by } as const] : [];
  });
}

function isNamesake(a: ConfigObject, b: ConfigObject): boolean {
  if (a.kind !== b.kind || a.within !== b.within) return false;
  const { code } = a.attributes;
  return a.attributes.name === b.attributes.name || (code !== undefined && code === b.attributes.code);
}

/** Parents that are made together with what is in them, where none of that would be left. */
function childless(kept: readonly ConfigObject[], taken: readonly Taken[]): readonly LeaveOutProblem[] {
  return kept.flatMap((by) => {
    const isInside = ({ kind, within, fixed }: ConfigObject) =>
      kindOf(kind).parent === by.kind && kindOf(kind).travel !== null && within === by.key && !fixed;
    const lost = taken.find(({ object }) => isInside(object));
    return lost && !kept.some(isInside) ? [{ rule: lost.rule, code: 'only-child', by } as const] : [];
  });
}
