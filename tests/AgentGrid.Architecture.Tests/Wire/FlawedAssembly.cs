using System.Reflection;
using System.Reflection.Emit;

namespace AgentGrid.Architecture.Tests.Wire;

/// <summary>Wire types with faults that Orleans' generator ends on, made at run time so that the tests compile on both engines.</summary>
internal static class FlawedAssembly
{
    public static Assembly Make()
    {
        var module = AssemblyBuilder.DefineDynamicAssembly(new("Flawed"), AssemblyBuilderAccess.Run).DefineDynamicModule("Flawed");
        var flawed = WireType(module, "Flawed", "flawed");
        AddProperty(flawed, "Settled", 0, isStored: true);
        AddProperty(flawed, "Computed", 1, isStored: false);
        WireType(module, "FirstTwin", "twin").CreateType();
        WireType(module, "SecondTwin", "twin").CreateType();
        return flawed.CreateType().Assembly;
    }

    private static TypeBuilder WireType(ModuleBuilder module, string name, string alias)
    {
        var type = module.DefineType(name, TypeAttributes.Public);
        type.SetCustomAttribute(Mark(typeof(GenerateSerializerAttribute)));
        type.SetCustomAttribute(Mark(typeof(AliasAttribute), alias));
        return type;
    }

    private static void AddProperty(TypeBuilder type, string name, uint id, bool isStored)
    {
        if (isStored) type.DefineField($"<{name}>k__BackingField", typeof(int), FieldAttributes.Private);
        var getter = type.DefineMethod("get_" + name, MethodAttributes.Public, typeof(int), []);
        var code = getter.GetILGenerator();
        code.Emit(OpCodes.Ldc_I4_0);
        code.Emit(OpCodes.Ret);
        var property = type.DefineProperty(name, PropertyAttributes.None, typeof(int), null);
        property.SetGetMethod(getter);
        property.SetCustomAttribute(Mark(typeof(IdAttribute), id));
    }

    private static CustomAttributeBuilder Mark(Type type, params object[] arguments) =>
        new(type.GetConstructor([.. arguments.Select(argument => argument.GetType())])!, arguments);
}
