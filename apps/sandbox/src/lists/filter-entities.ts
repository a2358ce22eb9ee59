import { isFinal } from '../entities/lead-place.js';
import { ApiProblem } from '../http/problem.js';
import { queryList, queryRange, queryText, type QueryTree } from '../http/query.js';
import { switchOf, type Account } from '../state/account.js';
import type { EntityBase } from '../state/entity.js';
import { fieldTests } from './filter-values.js';
import { searchTest } from './search.js';

type Test<E> = (entity: E) => boolean;

/** Which keys of `filter` a list knows (entities 1.2, 4.1). */
export interface FilterKeys<E> {
  /** One value or several. */
  choices: readonly (keyof E & string)[];
  /** `[from]` and `[to]`. */
  ranges: readonly (keyof E & string)[];
}

/** A test per key for numbers and texts given as one value or a list. */
export function choiceTests<E>(query: QueryTree, keys: readonly (keyof E & string)[]): Test<E>[] {
  return keys.flatMap((key) => {
    const list = queryList(query, 'filter', key);
    if (!list) return [];
    const wanted = new Set(list);
    return [(entity: E) => wanted.has(String(entity[key]))];
  });
}

/** A test per key for `[from]`/`[to]`; a bare number means exactly that number (entities 1.2). */
function rangeTests<E>(query: QueryTree, keys: readonly (keyof E & string)[]): Test<E>[] {
  return keys.flatMap((key) => {
    const exact = queryText(query, 'filter', key);
    const range =
      exact === undefined ? queryRange(query, 'filter', key) : { from: Number(exact), to: Number(exact) };
    if (!range) return [];
    return [
      (entity: E) => {
        const value = entity[key];
        return typeof value === 'number' && value >= range.from && value <= range.to;
      },
    ];
  });
}

interface InStage {
  id: number;
  pipeline_id?: number;
  status_id?: number;
}

/**
 * The test of pairs of pipeline and stage under `filter[{key}][i]`; what becomes of one of the two alone says a switch.
 * Undefined when nothing is asked for.
 */
export function stageTest(account: Account, query: QueryTree, key: string): Test<InStage> | undefined {
  const filter = query.filter;
  const node = typeof filter === 'object' ? filter[key] : undefined;
  if (typeof node !== 'object') return undefined;
  const halves = switchOf(account, 'half_stage_filter');
  const pairs = Object.keys(node).flatMap((index) => {
    const pipeline = queryText(query, 'filter', key, index, 'pipeline_id') ?? '';
    const status = queryText(query, 'filter', key, index, 'status_id') ?? '';
    const isWhole = status !== '' && (pipeline !== '' || isFinal(Number(status)));
    if (!isWhole && halves === 'refuse')
      throw new ApiProblem(400, `Filter ${key} needs pipeline_id and status_id`);
    return isWhole || halves === 'apply' ? [{ pipeline, status }] : [];
  });
  if (pairs.length === 0) return undefined;
  return (entity) =>
    pairs.some(
      ({ pipeline, status }) =>
        (pipeline === '' || Number(pipeline) === entity.pipeline_id) &&
        (status === '' || Number(status) === entity.status_id),
    );
}

/**
 * The test a list's `filter` and `query` make; null when they ask for nothing. Without the paid API filter, filters by
 * custom fields (by the switch: all) are ignored in silence.
 */
export function entityTest<E extends EntityBase>(
  account: Account,
  query: QueryTree,
  keys: FilterKeys<E>,
): Test<E> | null {
  const tests: Test<E>[] = [];
  const search = queryText(query, 'query');
  if (search !== undefined && search.trim() !== '') tests.push(searchTest(account, search));
  if (query.filter !== undefined && filtersApply(account)) {
    const inStage = stageTest(account, query, 'statuses');
    tests.push(
      ...choiceTests(query, keys.choices),
      ...rangeTests(query, keys.ranges),
      ...(inStage ? [inStage] : []),
    );
    if (account.features.apiFilter) tests.push(...fieldTests(account, query));
  }
  return tests.length === 0 ? null : (entity) => tests.every((test) => test(entity));
}

/** Whether plain filters of entity lists count in this account. */
export function filtersApply(account: Account): boolean {
  return account.features.apiFilter || switchOf(account, 'api_filter_off') === 'custom_fields';
}
