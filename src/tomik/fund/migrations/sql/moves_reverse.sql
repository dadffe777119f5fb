DROP FUNCTION fund_move_stays() CASCADE;
DROP FUNCTION fund_moveline_stays() CASCADE;
