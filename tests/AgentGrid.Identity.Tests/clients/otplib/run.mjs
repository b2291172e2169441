// Prints what otplib makes of a secret, a time in seconds, a code and an otpauth address of ours.
import { parse } from '@otplib/uri';
import { generateSecret, generateSync, verifySync } from 'otplib';

const [secret, seconds, code, address] = process.argv.slice(2);
const epoch = Number(seconds);
const { type, label, params } = parse(address);
const newSecret = generateSecret();
console.log(JSON.stringify({
  code: generateSync({ secret, epoch }),
  oursIsValid: verifySync({ secret, token: code, epoch }).valid,
  type, label, params,
  newSecret, newCode: generateSync({ secret: newSecret, epoch }),
}));
