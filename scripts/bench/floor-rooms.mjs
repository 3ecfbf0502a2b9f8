// The floor of a chat: rooms, and a broadcast in them that nothing checks, orders or stores.
import { createServer } from 'node:http';
import { Server } from 'socket.io';

const http = createServer();
const io = new Server(http, { transports: ['websocket'], perMessageDeflate: false, cors: { origin: '*' } });
io.on('connection', (socket) => {
  socket.on('join', (room, ack) => {
    socket.join(room);
    ack({});
  });
  socket.on('say', (message, ack) => {
    io.to(message.channelId).emit('chat.message', message);
    ack({ ok: message });
  });
});
http.listen(Number(process.env.FLOOR_PORT), '127.0.0.1', () => console.log(`http://127.0.0.1:${http.address().port}`));
process.once('SIGTERM', () => io.close(() => process.exit()));
