# Tables of R's packages as CSV files, with what R itself knows of their columns beside them.
#   Rscript scripts/tables.R FOLDER NAME PACKAGE DATASET ...      of foreign the path of an .arff file
arguments <- commandArgs(trailingOnly = TRUE)
folder <- arguments[1]
wanted <- matrix(arguments[-1], nrow = 3)

from <- function(package, dataset) {
  if (package == "foreign") return(foreign::read.arff(dataset))
  place <- new.env()
  data(list = dataset, package = package, envir = place)
  place[[dataset]]
}

# Quotes only where RFC 4180 needs them.
cells <- function(text) {
  quoted <- grepl('[",\r\n]', text)
  text[quoted] <- paste0('"', gsub('"', '""', text[quoted]), '"')
  text[is.na(text)] <- "NA"
  text
}

json <- function(text) paste0('"', gsub('(["\\\\])', "\\\\\\1", enc2utf8(text)), '"')

list_of <- function(texts, open = "[", close = "]") paste0(open, paste(texts, collapse = ","), close)

# How often each word is there: [["red", 3], ...]; null where a column is none of words.
levels_of <- function(column) {
  if (!is.factor(column) && !is.character(column)) return("null")
  counts <- table(column)
  counts <- counts[counts > 0]
  list_of(sprintf("[%s,%d]", json(names(counts)), counts))
}

described <- function(column, name) {
  sprintf('{"name":%s,"class":%s,"missing":%d,"levels":%s}', json(name), json(class(column)[1]),
          sum(is.na(column)), levels_of(column))
}

write_table <- function(name, package, dataset) {
  frame <- as.data.frame(from(package, dataset))
  texts <- lapply(frame, function(column) cells(as.character(column)))
  lines <- c(list_of(cells(names(frame)), "", ""), do.call(paste, c(unname(texts), sep = ",")))
  writeLines(enc2utf8(lines), file.path(folder, paste0(name, ".csv")), useBytes = TRUE)
  columns <- list_of(mapply(described, frame, names(frame)))
  writeLines(sprintf('{"rows":%d,"columns":%s}', nrow(frame), columns),
             file.path(folder, paste0(name, ".json")), useBytes = TRUE)
}

for (i in seq_len(ncol(wanted))) write_table(wanted[1, i], wanted[2, i], wanted[3, i])
