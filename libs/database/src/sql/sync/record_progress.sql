-- Records the progress of a running plan, what its calls taught and what became of its changes; a fact that is not given
-- stays as it is. Returns the order that a person gave meanwhile, or `again` when people have changed what the plan rests on
-- since the revision that the facts name.
CREATE OR REPLACE FUNCTION sync.record_progress(_run uuid, _account uuid, _facts jsonb, _learned jsonb) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
  _order text;
BEGIN
  UPDATE sync.plan_run r SET
    has_begun = coalesce((_facts ->> 'hasBegun')::boolean, r.has_begun),
    -- Again with each call that is made: a plan that is resumed is begun after one that was applied while it was paused.
    -- A process of the version before says no more than `hasBegun`.
    begun_at = CASE WHEN _facts ->> 'begins' = 'end'
        OR _facts ->> 'begins' = 'call' AND r."order" IS NULL AND r.revision = (_facts ->> 'revision')::int
        OR NOT _facts ? 'begins' AND (_facts ->> 'hasBegun')::boolean
      THEN clock_timestamp() ELSE r.begun_at END,
    in_flight = CASE WHEN _facts ? 'inFlight' THEN nullif(_facts -> 'inFlight', 'null') ELSE r.in_flight END,
    calls_planned = coalesce((_facts ->> 'callsPlanned')::int, r.calls_planned),
    calls_done = coalesce((_facts ->> 'callsDone')::int, r.calls_done),
    changed_at = coalesce((_facts ->> 'changedAt')::timestamptz, r.changed_at),
    outcomes = r.outcomes || (_learned -> 'outcomes')
  WHERE r.id = _run
  RETURNING coalesce(r."order", CASE WHEN r.revision <> (_facts ->> 'revision')::int THEN 'again' END) INTO _order;
  PERFORM sync.learn(_account, _learned -> 'entries', _learned -> 'forgotten');
  RETURN _order;
END
$$;
