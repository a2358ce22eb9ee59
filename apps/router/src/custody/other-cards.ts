/*
 * Other HQ leads of the deal that `leg` has, in SQL: a branch has merged several leads into it, or duplicate control has joined
 * them, or the branch has given it to HQ, which made a card. `counts`: that one is won, or to be, so that the deal would
 * count twice at HQ if the lead of `leg` were won, too. Those that are gone, and cards that HQ has closed as lost, are none. A
 * made card that HQ works on in another pipeline is not closed with the deal, and a lead that the branch has rejected, or that
 * HQ has handed over once more, shows another deal.
 */
const cardOf = (row: string) =>
  `LEFT JOIN journal.lead card ON card.account_id = ${row}.hq_account_id AND card.lead_id = ${row}.hq_lead_id`;

/** HQ has not handed the lead of this leg over once more. */
export const noLaterLeg = (leg: string) => `NOT EXISTS (SELECT FROM router.transfer later
  WHERE later.trail_id = ${leg}.trail_id AND later.started_at > ${leg}.started_at AND later.state <> 'cancelled')`;

export const otherCards = `
  SELECT other.hq_lead_id, other.started_at AS since, other.ended_at IS NULL AS lives,
    card.status_id IS NOT DISTINCT FROM 142 OR coalesce('won' IN (mirror.written ->> 'closedAs', mirror.written ->> 'tried'), false) AS counts
  FROM router.transfer other ${cardOf('other')} LEFT JOIN router.mirror ON mirror.leg_id = other.id
  WHERE other.branch_lead_id = leg.branch_lead_id AND other.target ->> 'accountId' = leg.target ->> 'accountId'
    AND other.hq_account_id = leg.hq_account_id AND other.hq_lead_id <> leg.hq_lead_id AND other.state = 'done'
    AND (other.ended_at IS NULL OR other.ended_as = 'won') AND ${noLaterLeg('other')}
    AND card.gone_at IS NULL AND card.status_id IS DISTINCT FROM 143
  UNION ALL
  SELECT made.hq_lead_id, made.asked_at, false, card.status_id IS NOT DISTINCT FROM 142 OR made.state <> 'ended' OR made.ended_as = 'closed-in-branch'
    AND (card.pipeline_id = (made.hq_first ->> 'pipelineId')::bigint) IS NOT FALSE
  FROM router.escalation made ${cardOf('made')}
  WHERE made.branch_account_id = (leg.target ->> 'accountId')::uuid AND made.branch_lead_id = leg.branch_lead_id
    AND made.hq_account_id = leg.hq_account_id AND card.gone_at IS NULL AND card.status_id IS DISTINCT FROM 143
    AND NOT EXISTS (SELECT FROM router.transfer own WHERE own.hq_account_id = made.hq_account_id AND own.hq_lead_id = made.hq_lead_id)
    AND made.hq_lead_id IS NOT NULL`;
