// Reads every table of a data package with the npm client `datapackage` and prints types and values as JSON.
const { Package } = require("datapackage");

async function main(descriptor) {
  const dataPackage = await Package.load(descriptor, { basePath: require("path").dirname(descriptor), strict: true });
  const tables = {};
  for (const resource of dataPackage.resources) {
    const rows = await resource.read({ keyed: true, relations: false });
    tables[resource.name] = {
      types: Object.fromEntries(resource.schema.fields.map((field) => [field.name, field.type])),
      rows: rows.map((row) =>
        Object.fromEntries(
          Object.entries(row).map(([name, value]) => [
            name,
            value instanceof Date ? { date: [value.getFullYear(), value.getMonth() + 1, value.getDate()] } : value,
          ]),
        ),
      ),
    };
  }
  process.stdout.write(JSON.stringify({ valid: dataPackage.valid, errors: dataPackage.errors.map(String), tables }));
}

main(process.argv[2]).catch((error) => {
  process.stderr.write(String(error.stack || error) + JSON.stringify(error.errors || []));
  process.exit(1);
});
