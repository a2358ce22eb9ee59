import { message } from '@hub/messages';
import type { Plan } from '../plan/follow-plan.js';
import type { Terminal } from '../terminal/terminal.js';

/** Why the safety check refuses a plan, when it does. */
export function printObjections(terminal: Terminal, { objections }: Plan): void {
  if (objections.length === 0) return;
  terminal.print(message('cli.plan-refused'));
  for (const objection of objections) terminal.note(`  ${objection}`);
}

/** How a plan ended, and what the account lacks of the release now. */
export function printEnd(terminal: Terminal, { state, reason, missing }: Plan): void {
  terminal.print(message('cli.plan-ended', { state: state.replaceAll('-', '_'), reason: reason ?? '' }));
  for (const { name, why } of missing) terminal.print(message('cli.plan-lacks', { name, why }));
}
