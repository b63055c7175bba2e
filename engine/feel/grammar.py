"""The grammar of FEEL, for lark."""

from __future__ import annotations

GRAMMAR = r"""
// FEEL of DMN 1.5, chapter 10.3.1; LALR(1). Tokens come from lexer.py, which settles names with spaces,
// open range ends ("]1..5["), generic types and the unary not. Where a conflict is left, shifting is
// right: "if", "for", "some", "every" and function bodies reach as far as they can.

expression: expr
unary_tests: ANY                                        -> any_test
           | NOT_TESTS LPAR test_list RPAR              -> not_tests
           | test_list                                  -> plain_tests
test_list: test (COMMA test)*
?test: expr
     | equality_test
?equality_test: (EQ | NE) additive                      -> compare_test

?expr: disjunction
     | half_line
?half_line: relation additive                           -> compare_test
!relation: LT | LE | GT | GE

?disjunction: conjunction
            | conjunction (OR conjunction)+             -> logic_or
?conjunction: comparison
            | comparison (AND comparison)+              -> logic_and
?comparison: additive
           | comparison compare_op additive             -> compare
           | comparison equality half_line              -> compare
           | comparison BETWEEN additive AND additive   -> between
           | comparison IN in_test                      -> is_in
           | comparison IN LPAR test COMMA test_list RPAR -> is_in_list
           | comparison IN LPAR equality_test RPAR      -> is_in_list
!equality: EQ | NE
!compare_op: EQ | NE | LT | LE | GT | GE
?in_test: additive
        | half_line
        | equality_test

?additive: multiplicative
         | additive (PLUS | MINUS) multiplicative       -> arithmetic
?multiplicative: power
               | multiplicative (STAR | SLASH) power    -> arithmetic
?power: negation
      | power POW negation                              -> arithmetic
?negation: instance
         | MINUS negation                               -> negate
?instance: postfix
         | postfix INSTANCE_OF type                     -> instance_of

?postfix: primary
        | postfix DOT NAME                              -> path
        | postfix DESCENT NAME                          -> descent
        | postfix LSQB expr RSQB                        -> filter
        | postfix LPAR [arguments] RPAR                 -> call
arguments: expr (COMMA expr)*                           -> positional
         | named (COMMA named)*                         -> named_arguments
named: (NAME | STRING) COLON expr

?primary: NUMBER                                        -> number
        | STRING                                        -> string
        | TRUE                                          -> true
        | FALSE                                         -> false
        | NULL                                          -> null
        | AT                                            -> at_literal
        | NAME                                          -> name
        | LPAR expr RPAR                                -> parens
        | LPAR expr DOTS expr (RPAR | RSQB | OPEN_END)  -> range
        | OPEN_START expr DOTS expr (RPAR | RSQB | OPEN_END) -> range
        | LSQB expr DOTS expr (RPAR | RSQB | OPEN_END)  -> range
        | LSQB [expr (COMMA expr)*] RSQB                -> list_of
        | LBRACE [entry (COMMA entry)*] RBRACE          -> context
        | IF expr THEN expr ELSE expr                   -> conditional
        | FOR iterator (COMMA iterator)* RETURN expr    -> for_loop
        | (SOME | EVERY) iterator (COMMA iterator)* SATISFIES expr -> quantified
        | FUNCTION LPAR [parameter (COMMA parameter)*] RPAR EXTERNAL expr -> external_function
        | FUNCTION LPAR [parameter (COMMA parameter)*] RPAR expr -> function
entry: (NAME | STRING) COLON expr
iterator: NAME IN expr [DOTS expr]
parameter: NAME [COLON type]

?type: NAME                                             -> type_name
     | NAME (DOT NAME)+                                 -> type_name
     | GENERIC type (COMMA type)* GENERIC_END           -> type_generic
     | GENERIC type_entry (COMMA type_entry)* GENERIC_END -> type_context
     | GENERIC [type (COMMA type)*] GENERIC_END ARROW type -> type_function
type_entry: NAME COLON type

%declare NAME NUMBER STRING AT ANY NOT_TESTS TRUE FALSE NULL AND OR IN BETWEEN IF THEN ELSE FOR RETURN SOME
%declare EVERY SATISFIES FUNCTION EXTERNAL INSTANCE_OF GENERIC GENERIC_END ARROW OPEN_START OPEN_END
%declare POW STAR SLASH PLUS MINUS EQ NE LT LE GT GE DESCENT DOTS DOT COMMA COLON LPAR RPAR LSQB RSQB
%declare LBRACE RBRACE
"""
