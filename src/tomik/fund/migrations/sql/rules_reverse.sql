DROP FUNCTION fund_codes_in_use(text[]);
DROP SEQUENCE fund_label_serial;
DROP FUNCTION fund_never() CASCADE;
DROP FUNCTION fund_numberseries_goes_on() CASCADE;
DROP FUNCTION fund_receipt_stays() CASCADE;
DROP FUNCTION fund_receiptline_stays() CASCADE;
