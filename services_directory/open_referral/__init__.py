"""Open Referral in and out: HSDS 3.0 and 3.1, and Open Referral UK 3.0, as files and over HTTP."""
