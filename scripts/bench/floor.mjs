// The floor: what a message costs when nothing checks, orders or stores it.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, cors: { origin: '*' } });
io.on('connection', (socket) => {
  socket.on('say', (message, ack) => {
    io.emit('said', message);
    ack(message);
  });
});
http.listen(0, '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.once('SIGTERM', () => io.close(() => process.exit()));
