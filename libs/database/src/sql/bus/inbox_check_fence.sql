-- Locks the lane of a claim until the transaction ends; fails with SQLSTATE BL001, so that nothing is written, when its
-- fence holds no longer. _rows is the number of rows that the statement has written: an argument that is only known when it
-- has, so that lanes are locked last here, as in every transaction.
CREATE OR REPLACE FUNCTION {schema}.inbox_check_fence(_consumer text, _key text, _fence bigint, _rows bigint) RETURNS void
LANGUAGE plpgsql AS $$
BEGIN
  PERFORM FROM {schema}.inbox_lane l WHERE l.consumer = _consumer AND l.key = _key AND l.fence = _fence FOR UPDATE;
  IF NOT FOUND THEN RAISE EXCEPTION 'the lease is lost' USING ERRCODE = 'BL001'; END IF;
END
$$;
