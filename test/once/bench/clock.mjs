// Clocks that go on when they are read and at no other time: the least work ends every measurement, and no
// budget runs out, on any machine and beside any load.
import { syncBuiltinESMExports } from 'node:module';

let microseconds = 0;
process.cpuUsage = () => ({ user: (microseconds += 1e6), system: 0 });
let nanoseconds = 0n;
process.hrtime.bigint = () => (nanoseconds += 250_000_000n);
syncBuiltinESMExports();
