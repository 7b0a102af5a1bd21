// Writes communes.csv and communes_anciennes.csv from the npm package @etalab/decoupage-administratif (MIT).
// Run at development time: npm pack @etalab/decoupage-administratif, unpack, then node communes.mjs PATH/package/data
import { readFileSync, writeFileSync } from 'node:fs'

const folder = process.argv[2]
const read = (name) => JSON.parse(readFileSync(`${folder}/${name}.json`, 'utf8'))
const departements = new Set(['24', '33', '40', '47', '64'])
const arrondissements = new Map(read('arrondissements').map((a) => [a.code, a.nom]))
const epcis = new Map()
for (const epci of read('epci')) for (const membre of epci.membres) epcis.set(membre.code, epci.nom)

const all = read('communes').filter((c) => departements.has(c.departement))
const source = (what) =>
  `# ${what} of the départements 24, 33, 40, 47 and 64. Facts of the Code officiel géographique (INSEE) as packaged\n` +
  '# by @etalab/decoupage-administratif 6.0.0 (MIT, Etalab); written by communes.mjs, not by hand.\n'

const current = all
  .filter((c) => c.type === 'commune-actuelle')
  .sort((a, b) => (a.code < b.code ? -1 : 1))
  .map((c) => [c.code, c.nom, c.codesPostaux?.[0] ?? '', c.population ?? 0, arrondissements.get(c.arrondissement),
    epcis.get(c.code) ?? ''].join(';'))
writeFileSync('communes.csv', source('Communes') + 'code;nom;code_postal;population;arrondissement;epci\n' +
  current.join('\n') + '\n')

const former = all
  .filter((c) => c.type !== 'commune-actuelle' && c.code !== c.chefLieu)
  .sort((a, b) => (a.code < b.code ? -1 : 1))
  .map((c) => [c.code, c.nom, c.chefLieu].join(';'))
writeFileSync('communes_anciennes.csv', source('Communes now part of another') + 'code;nom;commune_actuelle\n' +
  former.join('\n') + '\n')
