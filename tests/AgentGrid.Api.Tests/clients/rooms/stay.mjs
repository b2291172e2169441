// Connects and stays, until it is killed. Argument: a JSON object { url, token }.
import { io } from 'socket.io-client';

const { url, token } = JSON.parse(process.argv[2]);
io(url.replace(/\/$/, '') + '/agents', { auth: { token } });
