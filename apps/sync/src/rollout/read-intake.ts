import { listLeads, listNewestLeads, type AmoClient } from '@hub/amocrm';
import { message } from '@hub/messages';
import type { Intake } from './judge-intake.js';

/** A span of time in seconds since 1970, both ends within. */
export interface Span {
  readonly from: number;
  readonly to: number;
}

/** The most pages of 250 newest leads that are read where the tariff has no filters. */
const mostPages = 20;

/**
 * Counts the leads created in each span, the gate's first. One call per span and 250 leads where the tariff filters; else
 * the newest pages, at most `mostPages`. Leads in «Неразобранное» and deleted ones are not counted.
 */
export async function readIntake(amo: AmoClient, spans: readonly Span[]): Promise<Intake> {
  const counts = (await countFiltered(amo, spans)) ?? (await countNewest(amo, spans));
  if (counts === null)
    return { kind: 'unknown', why: message('rollouts.intake-too-many', { pages: mostPages }) };
  const [came = 0, ...before] = counts;
  return { kind: 'counted', came, before };
}

const isIn = ({ from, to }: Span, { created_at }: { created_at: number }): boolean =>
  created_at >= from && created_at <= to;

/** Null where the filter was ignored: the answer has a lead of another time. */
async function countFiltered(amo: AmoClient, spans: readonly Span[]): Promise<number[] | null> {
  const counts: number[] = [];
  for (const { from, to } of spans) {
    let count = 0;
    for await (const page of listLeads(amo, { filter: { created_at: { from, to } } })) {
      if (!page.every((lead) => isIn({ from, to }, lead))) return null;
      count += page.length;
    }
    counts.push(count);
  }
  return counts;
}

/** Null where the pages end before the oldest span begins. */
async function countNewest(amo: AmoClient, spans: readonly Span[]): Promise<number[] | null> {
  const oldest = Math.min(...spans.map(({ from }) => from));
  const counts = spans.map(() => 0);
  let pages = 0;
  for await (const page of listNewestLeads(amo)) {
    for (const [at, span] of spans.entries())
      counts[at] = (counts[at] ?? 0) + page.filter((lead) => isIn(span, lead)).length;
    if (page.some(({ created_at }) => created_at < oldest)) return counts;
    pages += 1;
    if (pages === mostPages) return null;
  }
  return counts;
}
