# frozen_string_literal: true

require "spec_helper"
require "rbs"

# What sig/ tells an editor is there.
RSpec.describe "the signatures" do
  ast = RBS::AST
  path = "#{Gem.loaded_specs.fetch("backend-ruby").full_gem_path}/sig/bootpay.rbs"
  declarations = [RBS::Parser.parse_signature(File.read(path))].flatten.grep(ast::Declarations::Module)

  # [what is declared, whether the gem has it]
  declared = lambda do |declaration, owner|
    name = declaration.name.name
    here = owner.const_defined?(name, false) ? owner.const_get(name, false) : nil
    next [["#{owner}::#{name}", false]] if here.nil?

    declaration.members.flat_map do |member|
      case member
      when ast::Declarations::Class, ast::Declarations::Module then declared[member, here]
      when ast::Declarations::Constant
        [["#{here}::#{member.name.name}", here.const_defined?(member.name.name, false)]]
      when ast::Members::MethodDefinition, ast::Members::AttrReader
        methods = member.kind == :singleton ? here.singleton_class : here
        defined = %i[method_defined? private_method_defined?].any? { |asked| methods.public_send(asked, member.name) }
        [["#{methods}##{member.name}", defined]]
      else []
      end
    end
  end

  it "name nothing that does not exist" do
    found = declarations.flat_map { |declaration| declared[declaration, Object] }
    expect(found.size).to be > 150
    expect(found.reject(&:last).map(&:first)).to be_empty
  end
end
