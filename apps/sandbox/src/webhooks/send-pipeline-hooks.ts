import type { ChangeSubscriber } from '../sandbox.js';
import { formEncode, formType } from './form-encode.js';
import { pipelineEvent, pipelineForm, pipelineJson } from './pipeline-payload.js';

/** Sends the hooks of digital pipelines (config 7.5): once per trigger whose stage the lead has come to. */
export const sendPipelineHooks: ChangeSubscriber = (sandbox, account, changes) => {
  if (account.triggers.size === 0) return;
  for (const change of changes) {
    const event = pipelineEvent(change);
    const lead = change.entity.type === 'leads' ? account.leads.get(change.entity.id) : undefined;
    if (event === null || !lead) continue;
    for (const trigger of account.triggers.values()) {
      if (trigger.event !== event || trigger.pipeline_id !== lead.pipeline_id) continue;
      if (trigger.status_id !== lead.status_id) continue;
      // A lead that was in the stage before the trigger was added is skipped (config 7.5).
      if ((lead.in_stage_since ?? Infinity) < trigger.created_at) continue;
      const form = trigger.kind === 'webhook';
      sandbox.webhooks.add({
        subdomain: account.subdomain,
        webhookId: null,
        destination: trigger.destination,
        event: form ? 'dp_webhook' : 'dp_widget',
        contentType: form ? formType : 'application/json',
        body: form
          ? formEncode(pipelineForm(account, lead, change, event))
          : JSON.stringify(pipelineJson(account, lead, change, trigger)),
      });
    }
  }
};
