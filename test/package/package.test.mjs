// The tarball as users install and run it: installs, versions of Node, processors, damaged binaries.
//   npm run test:package              all; fetches other versions of Node and npm from npm
//   npm run test:package -- npm 26    the parts with such names
// npm test runs the parts that need nothing but this Node and the dependencies from npm.
import { pack } from '../../scripts/pack.mjs';
import { platform } from '../../scripts/prebuild.mjs';
import { testParts } from '../part-tests.mjs';
import { binaries } from './binary.mjs';
import { builds } from './build.mjs';
import { damages } from './damage.mjs';
import { installs } from './installs.mjs';
import { processors } from './processors.mjs';
import { makeUser } from './user.mjs';

const targets = process.env.DENSELY_PARTS === 'all' ? undefined : [platform];

testParts('package', [...binaries, ...installs, ...damages, ...processors, ...builds], {
  prepare: async (folder) => {
    const packed = await pack(targets);
    for (const line of packed.skipped) console.log(`package: ${line}`);
    return makeUser(folder, packed);
  },
  sideBySide: false,
});
