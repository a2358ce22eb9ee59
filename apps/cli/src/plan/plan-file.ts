import { message } from '@hub/messages';
import { CliError } from '../cli-error.js';

/** A plan as `plan --out` saves it: enough to apply exactly what was read, and its words for whoever reviews it. */
export interface SavedPlan {
  readonly hub: string;
  readonly planId: string;
  readonly checksum: string;
  readonly text: string;
}

/** The file's text. */
export function writePlanFile({ hub, planId, checksum, text }: SavedPlan): string {
  return `${JSON.stringify({ hub, planId, checksum, text: text.split('\n') }, null, 2)}\n`;
}

/** Reads such a text. Throws a `CliError` when it is none, or was made by another hub. */
export function readPlanFile(text: string, file: string, hub: string): SavedPlan {
  const read = parse(text);
  const { planId, checksum } = read;
  if (typeof planId !== 'string' || typeof checksum !== 'string' || !Array.isArray(read.text))
    throw new CliError(message('cli.no-plan-file', { file }));
  if (read.hub !== hub)
    throw new CliError(message('cli.plan-of-another-hub', { file, hub: String(read.hub), url: hub }));
  return { hub, planId, checksum, text: read.text.join('\n') };
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
