// A call as its conversation shows it. Loaded with the first one that is on show, whether or not anybody calls.
import '../calls/call-card.ts';
