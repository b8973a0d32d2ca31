//! The command line as the manual's page has it: made of what clap was told, so that the two cannot differ.

use super::args::Cli;
use clap::builder::Command;
use clap::{Arg, CommandFactory};
use std::fmt::Write;

/// Every command with its words and options, as Markdown.
pub fn commands() -> String {
    let mut text = String::new();
    let mut program = Cli::command();
    program.build();
    for command in program.get_subcommands().filter(|command| !command.is_hide_set() && command.get_name() != "help") {
        one(command, command.get_name(), &mut text);
        for verb in command.get_subcommands().filter(|verb| !verb.is_hide_set() && verb.get_name() != "help") {
            one(verb, &format!("{} {}", command.get_name(), verb.get_name()), &mut text);
        }
    }
    text
}

/// A command under its whole name, such as `theme list`.
fn one(command: &Command, name: &str, text: &mut String) {
    let about = command.get_about().map(ToString::to_string).unwrap_or_default();
    let (positional, options): (Vec<&Arg>, Vec<&Arg>) = command
        .get_arguments()
        .filter(|arg| !arg.is_hide_set() && arg.get_id() != "help")
        .partition(|arg| arg.is_positional());
    write!(text, "## {name}\n\n").expect("a string takes all");
    let words: Vec<String> = positional
        .iter()
        .map(|arg| {
            let name = value(arg);
            if arg.is_required_set() { name } else { format!("[{name}]") }
        })
        .collect();
    let options_word = if options.is_empty() { "" } else { " [OPTIONS]" };
    let verb_word = if command.has_subcommands() { " VERB" } else { "" };
    let call = format!("folkmoot {name}{verb_word}{options_word} {}", words.join(" "));
    write!(text, "{about}.\n\n```text\n{}\n```\n\n", call.trim_end()).expect("a string takes all");
    for arg in positional.iter().chain(&options) {
        let name = match (arg.get_long(), arg.get_short()) {
            (None, None) => value(arg),
            (Some(long), None) => option(&format!("--{long}"), arg),
            (Some(long), Some(short)) => {
                format!("{}`, `{}", format_args!("-{short}"), option(&format!("--{long}"), arg))
            }
            (None, Some(short)) => option(&format!("-{short}"), arg),
        };
        let help = arg.get_help().map(ToString::to_string).unwrap_or_default();
        write!(text, "`{name}`\n: {}{}\n\n", help.replace('\n', " "), possible(arg)).expect("a string takes all");
    }
}

fn value(arg: &Arg) -> String {
    let named = arg.get_value_names().and_then(|names| names.first()).map(ToString::to_string);
    named.unwrap_or_else(|| arg.get_id().to_string().to_uppercase())
}

fn option(name: &str, arg: &Arg) -> String {
    if arg.get_action().takes_values() { format!("{name} {}", value(arg)) } else { name.to_owned() }
}

/// The words that a value is one of, and the one it has by itself.
fn possible(arg: &Arg) -> String {
    if !arg.get_action().takes_values() {
        return String::new();
    }
    let words: Vec<String> = arg.get_possible_values().iter().map(|word| format!("`{}`", word.get_name())).collect();
    let mut said = if words.is_empty() { String::new() } else { format!(": {}", words.join(", ")) };
    let defaults: Vec<String> =
        arg.get_default_values().iter().map(|word| format!("`{}`", word.to_string_lossy())).collect();
    if !defaults.is_empty() {
        write!(said, " (by itself {})", defaults.join(", ")).expect("a string takes all");
    }
    said
}
