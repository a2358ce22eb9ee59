/**
 * People have merged two cards at HQ, or deleted one of them, while each had a deal in a branch: amoCRM does not say
 * into which card another was merged, but that one has its contacts. The deal whose card is gone is the second one of
 * that client, in the same branch or in another. The columns are those of `waiting.repository.ts`; the cause is
 * selected outside of DISTINCT ON, so that a list of other causes reads none of these rows.
 */
export const mergedInTwo = `
  SELECT id::text, 'lead-in-two', since, hq_account_id, NULL::uuid, hq_lead_id, reason, branch_name, NULL::int, NULL::int, NULL::jsonb
  FROM (SELECT DISTINCT ON (gone.id) gone.id, greatest(to_timestamp(card.gone_at), gone.started_at, kept.started_at) AS since,
    gone.hq_account_id, kept.hq_lead_id,
    jsonb_build_object('value', gone.branch_lead_id::text, 'found', 'merged',
      'other', jsonb_build_object('dealId', kept.branch_lead_id::text, 'branch', kept.branch_name)) AS reason,
    gone.branch_name
  FROM router.transfer gone
    JOIN journal.lead card ON card.account_id = gone.hq_account_id AND card.lead_id = gone.hq_lead_id AND card.gone_at IS NOT NULL
    JOIN journal.lead deal ON deal.account_id = (gone.target ->> 'accountId')::uuid AND deal.lead_id = gone.branch_lead_id
      AND deal.gone_at IS NULL AND deal.status_id NOT IN (142, 143)
    CROSS JOIN LATERAL unnest(card.contact_ids) AS client(id)
    JOIN (SELECT own.*, unnest(known.contact_ids) AS client_id FROM router.transfer own
        JOIN journal.lead known ON known.account_id = own.hq_account_id AND known.lead_id = own.hq_lead_id AND known.gone_at IS NULL
        JOIN journal.lead living ON living.account_id = (own.target ->> 'accountId')::uuid AND living.lead_id = own.branch_lead_id
          AND living.gone_at IS NULL AND living.status_id NOT IN (142, 143)
      WHERE own.state <> 'cancelled' AND own.ended_at IS NULL) AS kept
      ON kept.hq_account_id = gone.hq_account_id AND kept.client_id = client.id AND kept.id <> gone.id
      AND (kept.branch_lead_id <> gone.branch_lead_id OR kept.target ->> 'accountId' <> gone.target ->> 'accountId')
  WHERE gone.state <> 'cancelled' AND gone.ended_at IS NULL AND gone.target ->> 'accountId' <> gone.hq_account_id::text
  ORDER BY gone.id, kept.started_at) AS merged`;
