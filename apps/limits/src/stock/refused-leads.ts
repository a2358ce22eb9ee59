/**
 * SQL: whether the journal still shows the lead of this row of `limits.set_aside` in the stock of its account: in a stage and
 * with an owner from which a group of the settings hands out.
 */
export const isInStock = (row: string): string => `EXISTS (
  SELECT FROM journal.lead seen JOIN limits.exchange ON exchange.account_id = seen.account_id
    CROSS JOIN jsonb_array_elements(exchange.settings -> 'groups') AS of_group
   WHERE seen.account_id = ${row}.account_id AND seen.lead_id = ${row}.lead_id AND seen.gone_at IS NULL
     AND of_group -> 'exchangeUserIds' @> to_jsonb(seen.owner_id)
     AND of_group -> 'exchangeStages' @> jsonb_build_array(
       jsonb_build_object('pipelineId', seen.pipeline_id, 'statusId', seen.status_id)))`;
