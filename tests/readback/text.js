// Reads every table of a data package with the npm client `frictionless.js` and prints each cell as the text it read.
const path = require("path");
const { Dataset } = require("frictionless.js");

async function rowsOf(file) {
  const stream = await file.rows({ keyed: false });
  const rows = [];
  for await (const row of stream) rows.push(row);
  return rows;
}

async function main(descriptor) {
  const dataset = await Dataset.load(descriptor);
  const tables = {};
  for (const file of dataset.resources) {
    tables[file.descriptor.name] = await rowsOf(file);
  }
  process.stdout.write(JSON.stringify(tables));
}

main(path.resolve(process.argv[2])).catch((error) => {
  process.stderr.write(String(error.stack || error));
  process.exit(1);
});
