import { locales, message, type Locale } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** A plan as `plan --out` saves it: enough to apply exactly what was read, and its words for whoever reviews it. */
export interface SavedPlan {
  readonly hub: string;
  readonly planId: string;
  readonly checksum: string;
  readonly text: string;
  /** The language of the words; null in files of older versions. */
  readonly locale: Locale | null;
}

/** The file's text. */
export function writePlanFile({ text, ...saved }: SavedPlan): string {
  return `${JSON.stringify({ ...saved, text: text.split('\n') }, null, 2)}\n`;
}

/** Reads such a text. Throws a `CliError` when it is none, or was made by another hub. */
export function readPlanFile(text: string, file: string, hub: string): SavedPlan {
  const read = parse(text);
  const { planId, checksum } = read;
  if (typeof planId !== 'string' || typeof checksum !== 'string' || !Array.isArray(read.text))
    throw new CliError(message('cli.no-plan-file', { file }));
  if (read.hub !== hub)
    throw new CliError(message('cli.plan-of-another-hub', { file, hub: String(read.hub), url: hub }));
  const locale = locales.find((one) => one === read.locale) ?? null;
  return { hub, planId, checksum, text: read.text.join('\n'), locale };
}

/** Whether the hub's plan is the one that was saved, word for word. */
export function isSamePlan(saved: SavedPlan, plan: { id: string; checksum: string; text: string }): boolean {
  return saved.planId === plan.id && saved.checksum === plan.checksum && saved.text === plan.text;
}

function parse(text: string): Record<string, unknown> {
  try {
    return (JSON.parse(text) ?? {}) as Record<string, unknown>;
  } catch {
    return {};
  }
}
