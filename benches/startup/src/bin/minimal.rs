//! What a command line costs: one command, one argument, one flag.

use clap::{Parser, Subcommand};

/// A program that does nothing.
#[derive(Parser)]
#[command(version)]
struct Arguments {
    /// What to do
    #[command(subcommand)]
    command: Command,

    /// Leave notes out
    #[arg(long, short, global = true)]
    quiet: bool,
}

#[derive(Subcommand)]
enum Command {
    /// Says a name
    Need {
        /// The name
        name: String,
    },
}

fn main() {
    let Arguments { command: Command::Need { name }, quiet } = Arguments::parse();
    if !quiet {
        println!("{name}");
    }
}
