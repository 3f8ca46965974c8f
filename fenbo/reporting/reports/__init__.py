"""Reports: a selection of cases as a file, made by a job, watermarked and on record."""
