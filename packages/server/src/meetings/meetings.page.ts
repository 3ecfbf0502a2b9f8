import { createHash } from 'node:crypto';
import { writtenCode } from '@corridor/sdk/protocol';

const styles = 'html,body{margin:0;height:100%}meeting-room{display:block;height:100%}';
const hashOf = (text: string): string => `'sha256-${createHash('sha256').update(text).digest('base64')}'`;

/** Nothing from elsewhere, no script but the elements', and no page around it. */
export const meetingPolicy = `default-src 'none'; script-src 'self' 'wasm-unsafe-eval'; style-src 'self' ${hashOf(styles)}; connect-src 'self'; img-src 'self' data: blob:; media-src 'self' blob:; worker-src 'self'; font-src 'self'; base-uri 'none'; form-action 'none'; frame-ancestors 'none'`;

/** The page behind a room's link: one element, which asks for all the rest. Whoever has no account comes in with a name. */
export const meetingPage = (code: string): string => `<!doctype html>
<html lang="en">
<head><meta charset="utf-8"><meta name="viewport" content="width=device-width, initial-scale=1"><title>Meeting</title><style>${styles}</style><script type="module" src="/elements.js"></script></head>
<body><meeting-room code="${writtenCode(code)}" guest></meeting-room></body>
</html>
`;
