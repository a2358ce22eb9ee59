/**
 * Leads about which a person is asked, or has said no, and that nobody has judged since: no work of the hub's own carries them
 * on. Not a lead that a branch has already: that goes on.
 */
export const leadsLeftToPeople = `
  SELECT account_id, lead_id FROM router.re_judge_lead listed LEFT JOIN router.judged_lead judged USING (account_id, lead_id)
   WHERE listed.state IN ('asked', 'declined') AND (judged.read_at IS NULL OR judged.read_at <= state_since)
     AND NOT EXISTS (SELECT FROM router.transfer begun WHERE begun.hq_account_id = account_id AND begun.hq_lead_id = lead_id
       AND begun.state <> 'cancelled' AND begun.ended_at IS NULL
       AND (begun.state NOT IN ('decided', 'contact-ready') OR begun.step_makes_lead))`;
