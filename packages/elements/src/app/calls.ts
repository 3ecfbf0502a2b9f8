// What conversations show of calls, which themselves show conversations. Loaded with the first call.
import '../calls/call-button.ts';
export { showCalls } from '../calls/call-layer.ts';
