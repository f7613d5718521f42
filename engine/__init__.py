"""What follows from a client's profile under the law of a day: no network, no clock, no globals."""
