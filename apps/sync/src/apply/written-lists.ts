import { kindOf } from '../kind/kinds.js';
import { listAddress, listOf, type ListName } from '../snapshot/lists.js';
import type { Step, WriteCall } from './call.js';

/** A list that an apply writes, and the calls that do it. */
export interface WrittenList {
  readonly name: ListName;
  readonly calls: readonly WriteCall[];
}

/** The lists that an apply has to read back to verify itself, each once. */
export function writtenLists(steps: readonly Step[]): readonly WrittenList[] {
  const found = new Map<string, { name: ListName; calls: WriteCall[] }>();
  for (const step of steps) {
    if (step.do !== 'write') continue;
    const kind = step.items[0]?.kind;
    const reading = kind && kindOf(kind).reading;
    if (!reading) continue;
    const name = listOf(reading, step.within);
    const entry = found.get(listAddress(name)) ?? { name, calls: [] };
    entry.calls.push(step);
    found.set(listAddress(name), entry);
  }
  return [...found.values()];
}
