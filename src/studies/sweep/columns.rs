//! One table, written row by row as CSV and as Parquet at once. Memory holds one row group. The
//! bytes depend on the rows alone: no clock, no machine and no thread leaves a trace in them.

use std::fs::File;
use std::io::{self, BufWriter, Write};
use std::sync::Arc;

use parquet::basic::{Compression, LogicalType, Repetition, Type as Physical};
use parquet::data_type::{ByteArray, ByteArrayType, DoubleType, Int64Type};
use parquet::file::metadata::KeyValue;
use parquet::file::properties::WriterProperties;
use parquet::file::writer::SerializedFileWriter;
use parquet::schema::types::{Type, TypePtr};

use crate::report::number::full;
use crate::report::rows::Writer;

/// Values in a row group, over all columns: about 16 MB.
const GROUP: usize = 1 << 21;

/// What a column holds.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Kind {
    Whole,
    Text,
    Number,
}

impl Kind {
    /// The word of the dictionary.
    pub(crate) fn label(self) -> &'static str {
        match self {
            Self::Whole => "whole number",
            Self::Text => "text",
            Self::Number => "number",
        }
    }
}

/// One value of a row. A number that is `NaN` is none: an empty cell in CSV, a null in Parquet.
#[derive(Clone, Copy, Debug)]
pub(crate) enum Cell<'a> {
    Whole(i64),
    Text(&'a str),
    Number(f64),
}

/// The values of a row group, column by column.
enum Column {
    Whole(Vec<i64>),
    Text(Vec<ByteArray>),
    /// Values that are there, and for each row whether one is.
    Number(Vec<f64>, Vec<i16>),
}

impl Column {
    fn new(kind: Kind) -> Self {
        match kind {
            Kind::Whole => Self::Whole(Vec::new()),
            Kind::Text => Self::Text(Vec::new()),
            Kind::Number => Self::Number(Vec::new(), Vec::new()),
        }
    }
}

/// A table under way as Parquet.
pub(crate) struct Parquet<W: Write + Send> {
    file: SerializedFileWriter<W>,
    kinds: Vec<Kind>,
    columns: Vec<Column>,
    rows: usize,
}

impl<W: Write + Send> Parquet<W> {
    /// A table with these columns, of which it says these things by their keys.
    pub(crate) fn new(
        columns: &[(String, Kind)],
        said: Vec<(String, String)>,
        out: W,
    ) -> io::Result<Self> {
        let fields = columns.iter().map(|(name, kind)| field(name, *kind));
        let fields = fields.collect::<Result<Vec<TypePtr>, _>>().map_err(io::Error::other)?;
        let schema = Type::group_type_builder("kith").with_fields(fields).build();
        let schema = Arc::new(schema.map_err(io::Error::other)?);
        let properties = WriterProperties::builder()
            .set_created_by(concat!("kith ", env!("CARGO_PKG_VERSION")).to_owned())
            .set_compression(Compression::SNAPPY)
            .set_key_value_metadata(Some(
                said.into_iter().map(|(key, value)| KeyValue::new(key, value)).collect(),
            ))
            .build();
        let file = SerializedFileWriter::new(out, schema, Arc::new(properties));
        let kinds: Vec<Kind> = columns.iter().map(|(_, kind)| *kind).collect();
        let columns = kinds.iter().map(|&kind| Column::new(kind)).collect();
        Ok(Self { file: file.map_err(io::Error::other)?, kinds, columns, rows: 0 })
    }

    /// Adds a row.
    pub(crate) fn row<'a>(&mut self, cells: impl Iterator<Item = Cell<'a>>) -> io::Result<()> {
        for (cell, column) in cells.zip(&mut self.columns) {
            match (cell, column) {
                (Cell::Whole(whole), Column::Whole(values)) => values.push(whole),
                (Cell::Text(text), Column::Text(values)) => values.push(ByteArray::from(text)),
                (Cell::Number(number), Column::Number(values, there)) => {
                    there.push(i16::from(!number.is_nan()));
                    values.extend((!number.is_nan()).then_some(number));
                }
                _ => unreachable!("a row is of the kinds of its table"),
            }
        }
        self.rows += 1;
        if self.rows * self.kinds.len() >= GROUP { self.group() } else { Ok(()) }
    }

    /// Writes the row group at hand.
    fn group(&mut self) -> io::Result<()> {
        if self.rows == 0 {
            return Ok(());
        }
        let empty = self.kinds.iter().map(|&kind| Column::new(kind)).collect();
        let columns = std::mem::replace(&mut self.columns, empty);
        self.rows = 0;
        let mut write = || -> parquet::errors::Result<()> {
            let mut group = self.file.next_row_group()?;
            for column in &columns {
                let mut writer = group.next_column()?.expect("as many columns as the schema has");
                match column {
                    Column::Whole(values) => {
                        writer.typed::<Int64Type>().write_batch(values, None, None)?
                    }
                    Column::Text(values) => {
                        writer.typed::<ByteArrayType>().write_batch(values, None, None)?
                    }
                    Column::Number(values, there) => {
                        writer.typed::<DoubleType>().write_batch(values, Some(there), None)?
                    }
                };
                writer.close()?;
            }
            group.close()?;
            Ok(())
        };
        write().map_err(io::Error::other)
    }

    /// Ends the table, and gives back what it was written to.
    pub(crate) fn finish(mut self) -> io::Result<W> {
        self.group()?;
        self.file.into_inner().map_err(io::Error::other)
    }
}

/// A table under way, as CSV and as Parquet.
pub(crate) struct Table {
    csv: Writer<BufWriter<File>>,
    parquet: Parquet<BufWriter<File>>,
}

impl Table {
    /// A table with these columns, in two open files. Parquet says these things of it as well, by
    /// their keys: CSV has no place for them.
    pub(crate) fn new(
        columns: &[(String, Kind)],
        said: Vec<(String, String)>,
        csv: File,
        parquet: File,
    ) -> io::Result<Self> {
        let mut csv = Writer::from_writer(BufWriter::new(csv));
        csv.write_record(columns.iter().map(|(name, _)| name))?;
        Ok(Self { csv, parquet: Parquet::new(columns, said, BufWriter::new(parquet))? })
    }

    /// Adds a row.
    pub(crate) fn row<'a>(
        &mut self,
        cells: impl Iterator<Item = Cell<'a>> + Clone,
    ) -> io::Result<()> {
        for cell in cells.clone() {
            match cell {
                Cell::Whole(whole) => self.csv.write_field(whole.to_string())?,
                Cell::Text(text) => self.csv.write_field(text)?,
                Cell::Number(number) if number.is_nan() => self.csv.write_field("")?,
                Cell::Number(number) => self.csv.write_field(full(number))?,
            }
        }
        self.csv.write_record(None::<&[u8]>)?;
        self.parquet.row(cells)
    }

    /// Ends both files; they are on the disk then.
    pub(crate) fn finish(mut self) -> io::Result<()> {
        self.csv.flush()?;
        let csv = self.csv.into_inner()?;
        csv.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()?;
        let parquet = self.parquet.finish()?;
        parquet.into_inner().map_err(io::IntoInnerError::into_error)?.sync_all()
    }
}

fn field(name: &str, kind: Kind) -> parquet::errors::Result<TypePtr> {
    let field = match kind {
        Kind::Whole => Type::primitive_type_builder(name, Physical::INT64)
            .with_repetition(Repetition::REQUIRED),
        Kind::Text => Type::primitive_type_builder(name, Physical::BYTE_ARRAY)
            .with_repetition(Repetition::REQUIRED)
            .with_logical_type(Some(LogicalType::String)),
        Kind::Number => Type::primitive_type_builder(name, Physical::DOUBLE)
            .with_repetition(Repetition::OPTIONAL),
    };
    field.build().map(Arc::new)
}
