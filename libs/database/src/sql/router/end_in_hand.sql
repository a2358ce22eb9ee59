-- The branch of a leg has a lead: its trail is no longer in hand, nor is its HQ lead by another trail that was merged into
-- it. Returns how many legs that ends.
CREATE OR REPLACE FUNCTION router.end_in_hand(_leg uuid) RETURNS integer
LANGUAGE plpgsql AS $$
DECLARE
  _ended integer;
BEGIN
  UPDATE router.transfer held SET in_hand_since = NULL, off_hand = NULL FROM router.transfer leg
    WHERE leg.id = _leg AND (held.in_hand_since IS NOT NULL OR held.off_hand IS NOT NULL)
      AND (held.trail_id = leg.trail_id OR (held.hq_account_id = leg.hq_account_id AND held.hq_lead_id = leg.hq_lead_id));
  GET DIAGNOSTICS _ended = ROW_COUNT;
  RETURN _ended;
END
$$;
