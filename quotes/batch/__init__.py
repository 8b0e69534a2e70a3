"""Very many articles: processes on one machine, a cluster of machines, Parquet in between, bulk loading at the end."""
