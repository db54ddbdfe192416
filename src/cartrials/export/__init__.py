"""The data set in other forms: Parquet, CSV, SQLite, Excel and the zipped data package, byte for byte reproducible."""
